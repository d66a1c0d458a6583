import { IntakeError } from "../delivery/intake-error.ts";
import { isAuthentic, judgeAll } from "./scheme.ts";
import { UnusableSecret } from "./unusable-secret.ts";

/** A wrong credential may be newer than the cache, and so may a usable secret; a missing credential is not worth a call. */
const worthRereading = new Set(["credential_mismatch", "signature_mismatch", "token_invalid", "unusable"]);
export function createSecretJudge(prepares) {
  const known = new WeakMap();
  const prepare = (versions) => {
    const prepared = known.get(versions) ?? versions.values.map((secret) => prepareVersion(prepares, secret));
    known.set(versions, prepared);
    return prepared;
  };
  const currentFault = (versions) => prepare(versions).slice(0, 1).find(isFault);
  return {
    async judge(delivery, secrets, now) {
      let versions = await secrets.read();
      let verdict = await judgeAny(prepare(versions), delivery, now);
      const newer = worthRereading.has(verdict) ? await secrets.reread() : undefined;
      if (newer) {
        versions = newer;
        verdict = await judgeAny(prepare(newer), delivery, now);
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
function prepareVersion(prepares, secret) {
  try {
    return prepares.map((prepare) => prepare(secret));
  } catch (error) {
    // The reason alone is kept: what an error says of a secret may quote it.
    return error instanceof UnusableSecret ? error.reason : "unexpected";
  }
}
function isFault(version) {
  return typeof version === "string";
}
/** Authentic if one usable version of the secret satisfies every scheme; else what the first of them said. */
async function judgeAny(versions, delivery, now) {
  let verdict = "unusable";
  for (const verifiers of versions) {
    if (isFault(verifiers)) continue;
    const next = await judgeAll(verifiers, delivery, now);
    if (isAuthentic(next)) return next;
    // Only the version whose key signed a token can say that it is expired.
    if (verdict === "unusable" || next === "token_expired") verdict = next;
  }
  return verdict;
}
