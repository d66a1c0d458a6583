import type { NoSettings, SecretScheme } from "../scheme.ts";
import { readToken, tokenChallenge } from "./authorization-header.ts";
import { staticCredential } from "./static-credential.ts";

/** A shared secret in the `Authorization` header, as Basic or as Bearer (ADR 7). */
export function sharedToken<Credentials>(recipe: {
  readonly token: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials, NoSettings> {
  return staticCredential({ challenge: tokenChallenge, given: readToken, expected: recipe.token });
}
