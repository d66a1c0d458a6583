import type { Delivery } from "../delivery/delivery.ts";
import { IntakeError } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";
import { type Authentic, isAuthentic, type Verifier, verifyAll } from "./scheme.ts";
import { type SecretFault, UnusableSecret } from "./unusable-secret.ts";

/** Every version of a source's secret that is valid now: the current one first, then the one before it. */
export interface SecretVersions {
  readonly values: readonly unknown[];
}

export interface Secrets {
  /** The cached versions, read at the first call. Throws an `IntakeError` when there is nothing to serve. */
  readonly read: () => Promise<SecretVersions>;
  /** What the store holds by now, if it may be asked again so soon and has something new. */
  readonly reread: () => Promise<SecretVersions | undefined>;
}

export interface SecretVerifier {
  /** Judges against the cached secret, and once more when the store may have a newer one. */
  readonly verify: (delivery: Delivery, secrets: Secrets, now: Date) => Promise<Authentic | RefusalCode>;
  /** Why the current version is unusable, whether or not the one before it still serves; undefined if it is usable. */
  readonly currentFault: (versions: SecretVersions) => SecretFault | undefined;
}

/** Makes one check of a scheme out of one version of a secret; throws if that is not what the source needs. */
type Prepare = (secret: unknown) => Verifier;
type SecretVerdict = Authentic | RefusalCode | "unusable";
/** The checks of one version of a secret, or why there are none. */
type PreparedVersion = readonly Verifier[] | SecretFault;

/** A wrong credential may be newer than the cache, and so may a usable secret; a missing credential is not worth a call. */
const worthRereading: ReadonlySet<SecretVerdict> = new Set<SecretVerdict>([
  "credential_mismatch",
  "signature_mismatch",
  "token_invalid",
  "unusable",
]);

export function createSecretVerifier(prepares: readonly Prepare[]): SecretVerifier {
  const known = new WeakMap<SecretVersions, readonly PreparedVersion[]>();
  const prepare = (versions: SecretVersions) => {
    const prepared = known.get(versions) ?? versions.values.map((secret) => prepareVersion(prepares, secret));
    known.set(versions, prepared);
    return prepared;
  };
  const currentFault = (versions: SecretVersions) => prepare(versions).slice(0, 1).find(isFault);
  return {
    async verify(delivery, secrets, now) {
      let versions = await secrets.read();
      let verdict = await verifyAny(prepare(versions), delivery, now);
      const newer = worthRereading.has(verdict) ? await secrets.reread() : undefined;
      if (newer) {
        versions = newer;
        verdict = await verifyAny(prepare(newer), delivery, now);
      }
      if (verdict !== "unusable") return verdict;
      const fault = currentFault(versions);
      throw new IntakeError("secret_unusable", "no version of the secret has the source's fields", {
        cause: fault && new UnusableSecret(fault),
      });
    },
    currentFault,
  };
}

function prepareVersion(prepares: readonly Prepare[], secret: unknown): PreparedVersion {
  try {
    return prepares.map((prepare) => prepare(secret));
  } catch (error) {
    // The reason alone is kept: what an error says of a secret may quote it.
    return error instanceof UnusableSecret ? error.reason : "unexpected";
  }
}

function isFault(version: PreparedVersion): version is SecretFault {
  return typeof version === "string";
}

/** Authentic if one usable version of the secret satisfies every scheme; else what the first of them said. */
async function verifyAny(
  versions: readonly PreparedVersion[],
  delivery: Delivery,
  now: Date,
): Promise<SecretVerdict> {
  let verdict: SecretVerdict = "unusable";
  for (const verifiers of versions) {
    if (isFault(verifiers)) continue;
    const next = await verifyAll(verifiers, delivery, now);
    if (isAuthentic(next)) return next;
    // Only the version whose key signed a token can say that it is expired.
    if (verdict === "unusable" || next === "token_expired") verdict = next;
  }
  return verdict;
}
