import type { SecretScheme } from "../scheme.ts";
import { readCredential } from "./authorization-header.ts";
import { staticCredential } from "./static-credential.ts";

/**
 * HTTP Basic (RFC 7617) with the whole credential as one secret: it is compared in its encoded form (in UTF-8), so a password
 * may hold colons and a credential may hold none at all.
 */
export function basic<Credentials>(recipe: {
  readonly credential: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials> {
  return staticCredential({
    challenge: 'Basic realm="notifications", charset="UTF-8"',
    place: { in: "authorization", scheme: "basic" },
    given: (delivery) => readCredential(delivery, ["basic"]),
    expected(credentials) {
      const credential = recipe.credential(credentials);
      return credential === undefined ? undefined : Buffer.from(credential).toString("base64");
    },
  });
}
