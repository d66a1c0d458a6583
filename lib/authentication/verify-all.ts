import type { Delivery, Proven } from "../delivery/delivery.ts";
import { isAuthentic, type Verdict, type Verifier } from "./scheme.ts";

/** Every verifier has to pass. Returns all that they prove, or the first refusal. Of no verifiers it proves nothing. */
export async function verifyAll(
  verifiers: readonly Verifier[],
  delivery: Delivery,
  now: Date,
): Promise<Verdict> {
  let proven: Proven = {};
  for (const verifier of verifiers) {
    const verdict = await verify(verifier, delivery, now);
    if (!isAuthentic(verdict)) return verdict;
    proven = { ...proven, ...verdict.proven };
  }
  return { proven };
}

/** A verifier calls no service. If it throws, the delivery made it throw, and a retry would too. So it is refused. */
async function verify(verifier: Verifier, delivery: Delivery, now: Date): Promise<Verdict> {
  try {
    return await verifier(delivery, now);
  } catch {
    return "verification_failed";
  }
}
