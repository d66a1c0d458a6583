import type { Delivery } from "../delivery/delivery.ts";
import { IntakeError } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";
import { isAuthentic, type Verdict, type Verifier } from "./scheme.ts";
import type { Secrets, SecretVersions } from "./secrets.ts";
import { type SecretFault, UnusableSecret } from "./unusable-secret.ts";
import { verifyAll } from "./verify-all.ts";

export interface SecretVerifier {
  /** Tries the cached secret, then a newer one. */
  readonly verify: (delivery: Delivery, secrets: Secrets, now: Date) => Promise<Verdict>;
  /** Reported even while the previous version serves. */
  readonly currentFault: (versions: SecretVersions) => SecretFault | undefined;
}

/** Throws an `UnusableSecret`. */
type Prepare = (secret: unknown) => readonly Verifier[];
type PreparedVersion = readonly Verifier[] | SecretFault;

/** A newer secret can change only these refusals. */
const rereadFor: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "credential_mismatch",
  "signature_mismatch",
  "token_invalid",
]);

/**
 * Verifies through a rotation. Any version of the secret may pass, but one version must satisfy every scheme. Each
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
    // Keeps the code only: messages may quote secrets.
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

/** One passing version is enough. Otherwise the first usable version's refusal, if any. */
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
    // Only the signing key's version can report expiry.
    if (refusal === undefined || verdict === "token_expired") refusal = verdict;
  }
  return refusal;
}
