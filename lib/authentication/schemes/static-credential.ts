import * as v from "valibot";
import type { Delivery } from "../../delivery/delivery.ts";
import { equalInConstantTime } from "../constant-time.ts";
import type { ProofPlace, SecretScheme } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";
import { noSettings } from "./no-settings.ts";

/** A scheme in which the sender shows the secret itself: what it shows is compared with what we expect, and that is all. */
export function staticCredential<Credentials>(recipe: {
  readonly challenge: string;
  readonly place: ProofPlace;
  /** What the delivery shows, as it stands; undefined if it shows nothing. */
  readonly given: (delivery: Delivery) => string | undefined;
  /** Undefined if this version of the secret has none: it is unusable then. */
  readonly expected: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: recipe.challenge,
    places: [recipe.place],
    configure(settings) {
      v.parse(noSettings, settings);
      return (credentials) => {
        const expected = recipe.expected(credentials);
        if (expected === undefined) throw new UnusableSecret("field_missing");
        return (delivery) => {
          const given = recipe.given(delivery);
          if (given === undefined) return "credential_missing";
          return equalInConstantTime(given, expected) ? "authentic" : "credential_mismatch";
        };
      };
    },
  };
}
