import type { NoSettings, SecretScheme } from "../scheme.ts";
import { basicChallenge, readCredential } from "./authorization-header.ts";
import { staticCredential } from "./static-credential.ts";

/**
 * HTTP Basic (RFC 7617) with the whole credential as one secret. It compares the base64 text, so nothing is decoded: a
 * password may hold colons, and a credential may hold none.
 */
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
