import type { Delivery } from "../../delivery/delivery.ts";
import { equalInConstantTime } from "../constant-time.ts";
import { authentic, type NoSettings, noSettings, type SecretScheme } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";

/**
 * The vendor shows the secret itself. A match proves that the sender knows it. Only the exact text matches, and the
 * time of the comparison tells nothing about it.
 */
export function staticCredential<Credentials>(recipe: {
  readonly challenge: string;
  /** The text that the delivery shows. Undefined if it shows none. */
  readonly given: (delivery: Delivery) => string | undefined;
  /** The text of this version of the secret. Undefined if it has none: the version is unusable then. */
  readonly expected: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials, NoSettings> {
  return {
    needs: "secret",
    challenge: recipe.challenge,
    settings: noSettings,
    prepare(_, credentials) {
      const expected = recipe.expected(credentials);
      if (expected === undefined) throw new UnusableSecret("field_missing");
      return (delivery) => {
        const given = recipe.given(delivery);
        if (given === undefined) return "credential_missing";
        return equalInConstantTime(given, expected) ? authentic : "credential_mismatch";
      };
    },
  };
}
