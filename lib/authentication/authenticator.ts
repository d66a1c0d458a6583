import type { AuthenticatedDelivery, Delivery } from "../delivery.ts";
import { IntakeError } from "../intake-error.ts";
import type { RefusalCode } from "../refusal.ts";
import type { Scheme, Verdict, Verifier } from "./scheme.ts";

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

/** Which of a source's schemes a deployment asks for, by name, with the settings of each. */
export type AuthenticationSettings = Readonly<Record<string, unknown>>;

type Authentication =
  | { readonly ok: true; readonly delivery: AuthenticatedDelivery }
  | { readonly ok: false; readonly code: RefusalCode };

export interface Authenticator {
  readonly usesSecret: boolean;
  /** What a 401 asks for. */
  readonly challenge: string;
  readonly authenticate: (delivery: Delivery, secrets: SecretStore, now: Date) => Promise<Authentication>;
}

/** A wrong credential may be a rotated one; a missing one cannot be, and is not worth a call. */
const mayBeRotated: ReadonlySet<Verdict> = new Set([
  "credential_mismatch",
  "signature_mismatch",
  "token_invalid",
]);

/**
 * Joins the configured schemes into one check that passes when all of them do. Without any it throws: a source that
 * nobody authenticates must not start. Schemes without a secret come first, so that a stranger costs no look-up.
 */
export function createAuthenticator(
  schemes: Readonly<Record<string, Scheme<unknown>>>,
  settings: AuthenticationSettings,
): Authenticator {
  const open: Verifier[] = [];
  const prepares: ((secret: unknown) => Verifier)[] = [];
  const challenges: string[] = [];
  for (const [name, schemeSettings] of Object.entries(settings)) {
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    if (!scheme) throw new IntakeError("configuration_invalid", `there is no authentication named "${name}"`);
    if (scheme.usesSecret) {
      prepares.push(scheme.configure(schemeSettings));
      challenges.push(scheme.challenge);
    } else open.push(scheme.configure(schemeSettings));
  }
  if (open.length + prepares.length === 0) {
    throw new IntakeError("configuration_invalid", "a source needs at least one authentication");
  }
  const judgeSecret = createSecretJudge(prepares);
  return {
    usesSecret: prepares.length > 0,
    challenge: challenges.join(", "),
    async authenticate(delivery, secrets, now) {
      let verdict = await judgeAll(open, delivery, now);
      if (verdict === "authentic" && prepares.length > 0) verdict = await judgeSecret(delivery, secrets, now);
      if (verdict !== "authentic") return { ok: false, code: verdict };
      // The only place that makes the brand: every configured check has said "authentic".
      return { ok: true, delivery: delivery as AuthenticatedDelivery };
    },
  };
}

/** Judges against the cached secret, and once more when a refused credential may be newer than the cache. */
function createSecretJudge(prepares: readonly ((secret: unknown) => Verifier)[]) {
  const prepared = new WeakMap<SecretVersions, readonly Verifier[][]>();
  const verifiersOf = (versions: SecretVersions) => {
    const known = prepared.get(versions) ?? prepareVersions(prepares, versions);
    prepared.set(versions, known);
    return known;
  };
  return async (delivery: Delivery, secrets: SecretStore, now: Date): Promise<Verdict> => {
    const verdict = await judgeAny(verifiersOf(await secrets.read()), delivery, now);
    if (!mayBeRotated.has(verdict)) return verdict;
    const newer = await secrets.reread();
    return newer ? judgeAny(verifiersOf(newer), delivery, now) : verdict;
  };
}

/** A version that is not what the source needs is passed over, as long as another one serves. */
function prepareVersions(
  prepares: readonly ((secret: unknown) => Verifier)[],
  versions: SecretVersions,
): Verifier[][] {
  const usable = versions.values.flatMap((secret) => {
    try {
      return [prepares.map((prepare) => prepare(secret))];
    } catch {
      // Not kept as a cause: what a schema says of a secret may quote it.
      return [];
    }
  });
  if (usable.length === 0)
    throw new IntakeError("secret_unusable", "no version of the secret has the source's fields");
  return usable;
}

/** Authentic if one version of the secret satisfies every scheme; else what the current version said. */
async function judgeAny(versions: readonly Verifier[][], delivery: Delivery, now: Date): Promise<Verdict> {
  let verdict: Verdict | undefined;
  for (const verifiers of versions) {
    const next = await judgeAll(verifiers, delivery, now);
    if (next === "authentic") return next;
    verdict ??= next;
  }
  return verdict ?? "credential_mismatch";
}

/** Authentic if every verifier says so. Called with none only beside others that must pass as well. */
async function judgeAll(verifiers: readonly Verifier[], delivery: Delivery, now: Date): Promise<Verdict> {
  for (const verifier of verifiers) {
    const verdict = await verifier(delivery, now);
    if (verdict !== "authentic") return verdict;
  }
  return "authentic";
}
