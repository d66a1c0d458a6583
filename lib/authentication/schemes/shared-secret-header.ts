import type { NoSettings, SecretScheme } from "../scheme.ts";
import { staticCredential } from "./static-credential.ts";

/** A shared secret in an unencoded header. */
export function sharedSecretHeader<Credentials>(recipe: {
  /** In lower case. */
  readonly header: string;
  readonly secret: (credentials: Credentials) => string;
}): SecretScheme<Credentials, NoSettings> {
  return staticCredential({
    challenge: 'SharedSecret realm="notifications"',
    given: (delivery) => delivery.headers[recipe.header],
    expected: recipe.secret,
  });
}
