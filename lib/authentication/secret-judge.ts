import type { Delivery } from "../delivery.ts";
import { IntakeError } from "../intake-error.ts";
import type { RefusalCode } from "../refusal.ts";
import { type Authentic, isAuthentic, judgeAll, type Verifier } from "./scheme.ts";

/** Every version of a source's secret that is valid now: the current one first, then the one before it. */
export interface SecretVersions {
  readonly values: readonly unknown[];
}

export interface SecretStore {
  /** The cached versions, read at the first call. Throws an `IntakeError` when there is nothing to serve. */
  readonly read: () => Promise<SecretVersions>;
  /** What the store holds by now, if it may be asked again so soon and has something new. */
  readonly reread: () => Promise<SecretVersions | undefined>;
}

/** Makes one check of a scheme out of one version of a secret; throws if that is not what the source needs. */
type Prepare = (secret: unknown) => Verifier;
type SecretVerdict = Authentic | RefusalCode | "unusable";

/** A wrong credential may be newer than the cache, and so may a usable secret; a missing credential is not worth a call. */
const worthRereading: ReadonlySet<SecretVerdict> = new Set<SecretVerdict>([
  "credential_mismatch",
  "signature_mismatch",
  "token_invalid",
  "unusable",
]);

/** Judges against the cached secret, and once more when the store may have a newer one. */
export function createSecretJudge(prepares: readonly Prepare[]) {
  const prepared = new WeakMap<SecretVersions, readonly Verifier[][]>();
  const verifiersOf = (versions: SecretVersions) => {
    const known = prepared.get(versions) ?? prepareVersions(prepares, versions);
    prepared.set(versions, known);
    return known;
  };
  return async (delivery: Delivery, secrets: SecretStore, now: Date): Promise<Authentic | RefusalCode> => {
    let verdict = await judgeAny(verifiersOf(await secrets.read()), delivery, now);
    const newer = worthRereading.has(verdict) ? await secrets.reread() : undefined;
    if (newer) verdict = await judgeAny(verifiersOf(newer), delivery, now);
    if (verdict !== "unusable") return verdict;
    throw new IntakeError("secret_unusable", "no version of the secret has the source's fields");
  };
}

/** Leaves out a version that is not what the source needs: another one may serve. */
function prepareVersions(prepares: readonly Prepare[], versions: SecretVersions): Verifier[][] {
  return versions.values.flatMap((secret) => {
    try {
      return [prepares.map((prepare) => prepare(secret))];
    } catch {
      // Not kept as a cause: what a schema says of a secret may quote it.
      return [];
    }
  });
}

/** Authentic if one version of the secret satisfies every scheme; else what the first version said. */
async function judgeAny(
  versions: readonly Verifier[][],
  delivery: Delivery,
  now: Date,
): Promise<SecretVerdict> {
  let verdict: SecretVerdict = "unusable";
  for (const verifiers of versions) {
    const next = await judgeAll(verifiers, delivery, now);
    if (isAuthentic(next)) return next;
    // Only the version whose key signed a token can say that it is expired.
    if (verdict === "unusable" || next === "token_expired") verdict = next;
  }
  return verdict;
}
