import { createPublicKey } from "node:crypto";
import { jwtVerify } from "jose";
import * as v from "valibot";
import { clockToleranceSeconds } from "../../delivery/clock-tolerance.ts";
import { authentic, type SecretScheme } from "../scheme.ts";
import { bearerChallenge, readCredential } from "./authorization-header.ts";

/** The vendor's newest guide says that it retries for about 24 hours. A lower limit could refuse the last retry. */
const minAgeLimitSeconds = 25 * 60 * 60;
/** Practically unlimited. jose checks `iat` only with a finite limit. */
const defaultAgeLimitSeconds = Number.MAX_SAFE_INTEGER;

const ageLimit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(minAgeLimitSeconds, "is below 90000, the vendor's retries"),
);
const issuerNames = v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1));

/**
 * A signed token (RFC 7519) in the `Authorization` header. It proves the caller: only the vendor has the private key.
 * Algorithm and key are pinned. `alg` must agree. `kid`, `jwk` and `x5u` are never read (RFC 8725, sections 3.1 and
 * 3.2). `iat` is required. One tolerance applies to `iat`, `nbf` and `exp`.
 */
export function jwt<Credentials>(recipe: {
  readonly algorithm: "RS256";
  /** Possible words before the token, in lower case. */
  readonly schemeWords: readonly string[];
  /** The default `iss` claims. */
  readonly issuers: readonly string[];
  /** SubjectPublicKeyInfo in PEM (RFC 7468, section 13). */
  readonly publicKey: (credentials: Credentials) => string;
}) {
  const settings = v.strictObject({
    issuers: v.optional(issuerNames, [...recipe.issuers]),
    maximumAgeSeconds: v.optional(ageLimit, defaultAgeLimitSeconds),
  });
  return {
    needs: "secret",
    challenge: bearerChallenge,
    settings,
    prepare({ issuers, maximumAgeSeconds }, credentials) {
      const key = createPublicKey(recipe.publicKey(credentials));
      const options = {
        algorithms: [recipe.algorithm],
        issuer: issuers,
        maxTokenAge: maximumAgeSeconds,
        clockTolerance: clockToleranceSeconds,
      };
      return (delivery, now) => {
        const token = readCredential(delivery, recipe.schemeWords);
        if (token === undefined) return "credential_missing";
        return jwtVerify(token, key, { ...options, currentDate: now }).then(
          () => authentic,
          () => "token_invalid",
        );
      };
    },
  } satisfies SecretScheme<Credentials, v.InferOutput<typeof settings>>;
}
