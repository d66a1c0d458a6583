import * as v from "valibot";
import { readAuthorization } from "./authorization-header.ts";
import { equalInConstantTime } from "./constant-time.ts";
import { noSettings, type SecretScheme } from "./scheme.ts";

/**
 * HTTP Basic (RFC 7617) with the whole credential as one secret: it is compared in its encoded form, so a password
 * may hold colons and a credential may hold none at all.
 */
export function basic<Credentials>(recipe: {
  readonly credential: (credentials: Credentials) => string;
}): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: 'Basic realm="notifications", charset="UTF-8"',
    configure(settings) {
      v.parse(noSettings, settings);
      return (credentials) => {
        const expected = Buffer.from(recipe.credential(credentials), "utf8").toString("base64");
        return (delivery) => {
          const given = readAuthorization(delivery);
          if (given?.scheme !== "basic") return "credential_missing";
          return equalInConstantTime(given.credential, expected) ? "authentic" : "credential_mismatch";
        };
      };
    },
  };
}
