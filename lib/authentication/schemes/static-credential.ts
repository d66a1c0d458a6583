import type { Delivery } from "../../delivery/delivery.ts";
import { equalInConstantTime } from "../constant-time.ts";
import { authentic, type NoSettings, noSettings, type SecretScheme } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";

/** The vendor sends the secret itself. A match proves that the sender knows it. Comparison time reveals nothing. */
export function staticCredential<Credentials>(recipe: {
  readonly challenge: string;
  /** Undefined if the delivery shows no credential. */
  readonly given: (delivery: Delivery) => string | undefined;
  /** Undefined makes the secret's version unusable. */
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
