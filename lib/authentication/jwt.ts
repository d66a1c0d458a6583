import { createPublicKey } from "node:crypto";
import { jwtVerify } from "jose";
import * as v from "valibot";
import { readCredential } from "./authorization-header.ts";
import type { SecretScheme } from "./scheme.ts";
import type { SecretFault } from "./unusable-secret.ts";

/** The vendor resends for 12.5 hours; a shorter limit could turn away the last retry of a genuine notification. */
const shortestAgeSeconds = 13 * 60 * 60;

/** How far the vendor's clock may be ahead of ours. */
const clockToleranceSeconds = 5 * 60;

/**
 * A signed token (RFC 7519) in the `Authorization` header. The algorithm and the key are pinned: the token's own
 * `alg` only has to agree, and `kid`, `jwk` and `x5u` are never looked at (RFC 8725, sections 3.1 and 3.2).
 */
export function jwt<Credentials>(recipe: {
  readonly algorithm: "RS256";
  /** Scheme words that may precede the token, in lower case. */
  readonly schemeWords: readonly string[];
  /** Accepted `iss` claims, unless the deployment names its own. */
  readonly issuers: readonly string[];
  /** SubjectPublicKeyInfo in PEM (RFC 7468, section 13). */
  readonly publicKey: (credentials: Credentials) => string;
}): SecretScheme<Credentials> {
  const settingsSchema = v.strictObject({
    issuers: v.optional(v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1)), [
      ...recipe.issuers,
    ]),
    maximumAgeSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(shortestAgeSeconds))),
  });
  return {
    usesSecret: true,
    challenge: 'Bearer realm="notifications"',
    places: [{ in: "authorization", scheme: "bearer", format: "JWT" }],
    configure(settings) {
      const { issuers, maximumAgeSeconds } = v.parse(settingsSchema, settings);
      const age =
        maximumAgeSeconds === undefined
          ? {}
          : { maxTokenAge: maximumAgeSeconds, clockTolerance: clockToleranceSeconds };
      return (credentials) => {
        const key = createPublicKey(recipe.publicKey(credentials));
        return async (delivery, now) => {
          const token = readCredential(delivery, recipe.schemeWords);
          if (token === undefined) return "credential_missing";
          const options = {
            algorithms: [recipe.algorithm],
            issuer: issuers,
            requiredClaims: ["iat"],
            currentDate: now,
            ...age,
          };
          return jwtVerify(token, key, options).then(
            () => "authentic" as const,
            () => "token_invalid" as const,
          );
        };
      };
    },
  };
}

/** An RSA public key in PEM, checked when the secret is read rather than when the first delivery needs it. */
export const rsaPublicKeyPem = v.pipe(
  v.string(),
  v.check(isRsaPublicKey, "no_public_key" satisfies SecretFault),
);

/** RFC 7518, section 3.3, asks for 2048 bits or more. */
function isRsaPublicKey(pem: string): boolean {
  if (!pem.includes("-----BEGIN PUBLIC KEY-----")) return false;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails = {} } = createPublicKey(pem);
    const { modulusLength = 0 } = asymmetricKeyDetails;
    return asymmetricKeyType === "rsa" && modulusLength >= 2048;
  } catch {
    return false;
  }
}
