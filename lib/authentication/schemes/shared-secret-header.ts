import type { SecretScheme } from "../scheme.ts";
import { staticCredential } from "./static-credential.ts";

/** A secret that both sides know, sent as it is in a header of the vendor's choice. */
export function sharedSecretHeader<Credentials>(recipe: {
  /** In lower case. */
  readonly header: string;
  readonly secret: (credentials: Credentials) => string;
}): SecretScheme<Credentials> {
  return staticCredential({
    challenge: 'SharedSecret realm="notifications"',
    place: { in: "header", name: recipe.header },
    given: (delivery) => delivery.headers[recipe.header],
    expected: recipe.secret,
  });
}
