import { createPublicKey } from "node:crypto";
import { jwtVerify } from "jose";
import * as v from "valibot";
import { clockToleranceSeconds } from "../../delivery/clock-tolerance.ts";
import type { SecretScheme } from "../scheme.ts";
import type { SecretFault } from "../unusable-secret.ts";
import { readCredential } from "./authorization-header.ts";

/**
 * The vendor's newest guide says that it retries for about 24 hours, an older page 12.5. With a shorter limit the last
 * retry of a genuine notification could be refused.
 */
const shortestAgeSeconds = 25 * 60 * 60;
/** No limit, but finite as jose wants it; without any, jose would not judge `iat` at all. */
const anyAgeSeconds = Number.MAX_SAFE_INTEGER;

/**
 * A signed token (RFC 7519) in the `Authorization` header. The algorithm and the key are pinned: the token's own
 * `alg` only has to agree, and `kid`, `jwk` and `x5u` are never looked at (RFC 8725, sections 3.1 and 3.2). `iat` is
 * required. `iat` in the future, `nbf` and `exp` are judged with one tolerance, whether ages are limited or not.
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
    maximumAgeSeconds: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(shortestAgeSeconds, "is below 90000, the vendor's retries")),
      anyAgeSeconds,
    ),
  });
  return {
    usesSecret: true,
    challenge: 'Bearer realm="notifications"',
    places: [{ in: "authorization", scheme: "bearer", format: "JWT" }],
    configure(settings) {
      const { issuers, maximumAgeSeconds } = v.parse(settingsSchema, settings);
      return (credentials) => {
        const key = createPublicKey(recipe.publicKey(credentials));
        return async (delivery, now) => {
          const token = readCredential(delivery, recipe.schemeWords);
          if (token === undefined) return "credential_missing";
          const options = {
            algorithms: [recipe.algorithm],
            issuer: issuers,
            maxTokenAge: maximumAgeSeconds,
            clockTolerance: clockToleranceSeconds,
            currentDate: now,
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
