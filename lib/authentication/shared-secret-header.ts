import * as v from "valibot";
import { equalInConstantTime } from "./constant-time.ts";
import { noSettings, type SecretScheme } from "./scheme.ts";

/** A secret that both sides know, sent as it is in a header of the vendor's choice. */
export function sharedSecretHeader<Credentials>(recipe: {
  /** In lower case. */
  readonly header: string;
  readonly secret: (credentials: Credentials) => string;
}): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: 'SharedSecret realm="notifications"',
    configure(settings) {
      v.parse(noSettings, settings);
      return (credentials) => (delivery) => {
        const given = delivery.headers[recipe.header];
        if (given === undefined) return "credential_missing";
        return equalInConstantTime(given, recipe.secret(credentials)) ? "authentic" : "credential_mismatch";
      };
    },
  };
}
