import type { Delivery } from "../../delivery/delivery.ts";
import {
  isAuthentic,
  type NoSettings,
  noSettings,
  type SecretScheme,
  type Verdict,
  type Verifier,
} from "../scheme.ts";

/**
 * Two notations of one token: each request chooses one, and either may pass. Sound only for the same token. Different
 * proofs are separate schemes, and all must pass.
 */
export function anyOf<Credentials>(
  first: SecretScheme<Credentials, NoSettings>,
  second: SecretScheme<Credentials, NoSettings>,
): SecretScheme<Credentials, NoSettings> {
  return {
    needs: "secret",
    challenge: `${first.challenge}, ${second.challenge}`,
    settings: noSettings,
    prepare(settings, credentials) {
      const verifiers = [first.prepare(settings, credentials), second.prepare(settings, credentials)];
      return (delivery, now) => verifyAny(verifiers, delivery, now);
    },
  };
}

/** A wrong credential outranks a missing one. */
async function verifyAny(verifiers: readonly Verifier[], delivery: Delivery, now: Date): Promise<Verdict> {
  let refusal: Verdict = "credential_missing";
  for (const verifier of verifiers) {
    const verdict = await verifier(delivery, now);
    if (isAuthentic(verdict)) return verdict;
    if (verdict !== "credential_missing") refusal = verdict;
  }
  return refusal;
}
