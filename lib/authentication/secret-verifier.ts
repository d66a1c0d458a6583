import type { Delivery } from "../delivery/delivery.ts";
import { IntakeError } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";
import { isAuthentic, type Verdict, type Verifier } from "./scheme.ts";
import type { Secrets, SecretVersions } from "./secrets.ts";
import { type SecretFault, UnusableSecret } from "./unusable-secret.ts";
import { verifyAll } from "./verify-all.ts";

export interface SecretVerifier {
  /** Verifies against the cached secret, and once more if the store may have a newer one. */
  readonly verify: (delivery: Delivery, secrets: Secrets, now: Date) => Promise<Verdict>;
  /** Why the current version is unusable, even if the previous one still serves. Undefined if it is usable. */
  readonly currentFault: (versions: SecretVersions) => SecretFault | undefined;
}

/** Makes the verifiers of one version of the secret. Throws an `UnusableSecret`. */
type Prepare = (secret: unknown) => readonly Verifier[];
/** The verifiers of one version of the secret, or why it is unusable. */
type PreparedVersion = readonly Verifier[] | SecretFault;

/** A newer secret could change these. It could not change a credential that is missing, nor a token that has expired. */
const rereadFor: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "credential_mismatch",
  "signature_mismatch",
  "token_invalid",
]);

/**
 * Verifies through a rotation: any version of the secret may pass, but one version has to satisfy every scheme. Each
 * version is prepared once.
 */
export function createSecretVerifier(prepare: Prepare): SecretVerifier {
  const cache = new WeakMap<SecretVersions, readonly PreparedVersion[]>();
  const prepareAll = (versions: SecretVersions) => {
    const prepared = cache.get(versions) ?? versions.values.map((secret) => prepareVersion(prepare, secret));
    cache.set(versions, prepared);
    return prepared;
  };
  const currentFault = (versions: SecretVersions) => prepareAll(versions).slice(0, 1).find(isFault);
  return {
    async verify(delivery, secrets, now) {
      let versions = await secrets.read();
      let verdict = await verifyAny(prepareAll(versions), delivery, now);
      const newer = mayChange(verdict) ? await secrets.reread() : undefined;
      if (newer) {
        versions = newer;
        verdict = await verifyAny(prepareAll(newer), delivery, now);
      }
      if (verdict !== undefined) return verdict;
      const fault = currentFault(versions);
      throw new IntakeError("secret_unusable", "no version of the secret has the source's fields", {
        cause: fault && new UnusableSecret(fault),
      });
    },
    currentFault,
  };
}

function prepareVersion(prepare: Prepare, secret: unknown): PreparedVersion {
  try {
    return prepare(secret);
  } catch (error) {
    // Keeps the code alone: the message of an error may quote the secret.
    return error instanceof UnusableSecret ? error.reason : "unexpected";
  }
}

function isFault(version: PreparedVersion): version is SecretFault {
  return typeof version === "string";
}

/** Undefined: no version is usable. */
function mayChange(verdict: Verdict | undefined): boolean {
  return verdict === undefined || (!isAuthentic(verdict) && rereadFor.has(verdict));
}

/** Authentic if one usable version passes. Otherwise the refusal of the first usable version. Undefined if none is usable. */
async function verifyAny(
  versions: readonly PreparedVersion[],
  delivery: Delivery,
  now: Date,
): Promise<Verdict | undefined> {
  let refusal: Verdict | undefined;
  for (const verifiers of versions) {
    if (isFault(verifiers)) continue;
    const verdict = await verifyAll(verifiers, delivery, now);
    if (isAuthentic(verdict)) return verdict;
    // Only the version whose key signed the token can say that it has expired.
    if (refusal === undefined || verdict === "token_expired") refusal = verdict;
  }
  return refusal;
}
