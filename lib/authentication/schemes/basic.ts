import type { NoSettings, SecretScheme } from "../scheme.ts";
import { basicChallenge, readCredential } from "./authorization-header.ts";
import { staticCredential } from "./static-credential.ts";

/** HTTP Basic (RFC 7617). Compares the base64 text: nothing is decoded, so colons need no rule. */
export function basic<Credentials>(recipe: {
  readonly credential: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials, NoSettings> {
  return staticCredential({
    challenge: basicChallenge,
    given: (delivery) => readCredential(delivery, ["basic"]),
    expected(credentials) {
      const credential = recipe.credential(credentials);
      return credential === undefined ? undefined : Buffer.from(credential).toString("base64");
    },
  });
}
