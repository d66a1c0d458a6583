import type { NoSettings, SecretScheme } from "../scheme.ts";
import { bearerChallenge, readCredential } from "./authorization-header.ts";
import { staticCredential } from "./static-credential.ts";

/** An opaque bearer token (RFC 6750, section 2.1). */
export function bearer<Credentials>(recipe: {
  readonly token: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials, NoSettings> {
  return staticCredential({
    challenge: bearerChallenge,
    given: (delivery) => readCredential(delivery, ["bearer"]),
    expected: recipe.token,
  });
}
