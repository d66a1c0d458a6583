import { createPublicKey, type KeyObject } from "node:crypto";
import { jwtVerify } from "jose";
import * as v from "valibot";
import { clockToleranceSeconds } from "../../delivery/clock-tolerance.ts";
import { authentic, type SecretScheme, type Verdict } from "../scheme.ts";
import { bearerChallenge, readCredential } from "./authorization-header.ts";

/** The vendor's newest guide says that it retries for about 24 hours. A lower limit could refuse the last retry. */
const minAgeLimitSeconds = 25 * 60 * 60;
/** No limit in practice. Without a finite one, jose would not check `iat`. */
const defaultAgeLimitSeconds = Number.MAX_SAFE_INTEGER;

export interface JwtRecipe<Credentials> {
  readonly algorithm: "RS256";
  /** Scheme words that may precede the token, in lower case. */
  readonly schemeWords: readonly string[];
  /** The accepted `iss` claims, unless the deployment names its own. */
  readonly issuers: readonly string[];
  /** SubjectPublicKeyInfo in PEM (RFC 7468, section 13). */
  readonly publicKey: (credentials: Credentials) => string;
}

interface JwtSettings {
  readonly issuers: string[];
  readonly maximumAgeSeconds: number;
}

/**
 * A signed token (RFC 7519) in the `Authorization` header. It proves the caller: only the vendor has the private key.
 * Algorithm and key are pinned. The token's `alg` has to agree, and `kid`, `jwk` and `x5u` are never read (RFC 8725,
 * sections 3.1 and 3.2). `iat` is required. One tolerance applies to `iat`, `nbf` and `exp`.
 */
export function jwt<Credentials>(recipe: JwtRecipe<Credentials>): SecretScheme<Credentials, JwtSettings> {
  return {
    needs: "secret",
    challenge: bearerChallenge,
    settings: createSettings(recipe.issuers),
    prepare(settings, credentials) {
      const key = createPublicKey(recipe.publicKey(credentials));
      return (delivery, now) => {
        const token = readCredential(delivery, recipe.schemeWords);
        return token === undefined
          ? "credential_missing"
          : verifyToken(token, key, recipe.algorithm, settings, now);
      };
    },
  };
}

function createSettings(defaultIssuers: readonly string[]) {
  const issuers = v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1));
  const ageLimit = v.pipe(
    v.number(),
    v.integer(),
    v.minValue(minAgeLimitSeconds, "is below 90000, the vendor's retries"),
  );
  return v.strictObject({
    issuers: v.optional(issuers, [...defaultIssuers]),
    maximumAgeSeconds: v.optional(ageLimit, defaultAgeLimitSeconds),
  });
}

function verifyToken(
  token: string,
  key: KeyObject,
  algorithm: string,
  { issuers, maximumAgeSeconds }: JwtSettings,
  now: Date,
): Promise<Verdict> {
  const options = {
    algorithms: [algorithm],
    issuer: issuers,
    maxTokenAge: maximumAgeSeconds,
    clockTolerance: clockToleranceSeconds,
    currentDate: now,
  };
  return jwtVerify(token, key, options).then(
    () => authentic,
    () => "token_invalid",
  );
}
