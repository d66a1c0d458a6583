import type { Delivery } from "../../delivery/delivery.ts";
import { isAuthentic, type SecretScheme, type Verdict, type Verifier } from "../scheme.ts";

/**
 * Two notations of one proof, either of which will do: for a vendor that lets each request choose how it sends the
 * same token. Not for two different proofs; those are two schemes, and all that are configured must pass.
 */
export function anyOf<Credentials>(
  first: SecretScheme<Credentials>,
  second: SecretScheme<Credentials>,
): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: `${first.challenge}, ${second.challenge}`,
    places: [...first.places, ...second.places],
    configure(settings) {
      const prepared = [first.configure(settings), second.configure(settings)];
      return (credentials) => {
        const verifiers = prepared.map((prepare) => prepare(credentials));
        return (delivery, now) => firstAuthentic(verifiers, delivery, now);
      };
    },
  };
}

async function firstAuthentic(
  verifiers: readonly Verifier[],
  delivery: Delivery,
  now: Date,
): Promise<Verdict> {
  let verdict: Verdict = "credential_missing";
  for (const verifier of verifiers) {
    const next = await verifier(delivery, now);
    if (next === "authentic" || isAuthentic(next)) return next;
    if (next !== "credential_missing") verdict = next;
  }
  return verdict;
}
