import * as v from "valibot";
import { readAuthorization } from "./authorization-header.ts";
import { equalInConstantTime } from "./constant-time.ts";
import { noSettings, type SecretScheme } from "./scheme.ts";

/** An opaque bearer token (RFC 6750, section 2.1), compared as it stands. */
export function bearer<Credentials>(recipe: {
  readonly token: (credentials: Credentials) => string;
}): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: 'Bearer realm="notifications"',
    configure(settings) {
      v.parse(noSettings, settings);
      return (credentials) => (delivery) => {
        const given = readAuthorization(delivery);
        if (given?.scheme !== "bearer") return "credential_missing";
        const matches = equalInConstantTime(given.credential, recipe.token(credentials));
        return matches ? "authentic" : "credential_mismatch";
      };
    },
  };
}
