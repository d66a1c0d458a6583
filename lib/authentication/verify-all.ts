import type { Delivery, Proven } from "../delivery/delivery.ts";
import { isAuthentic, type Verdict, type Verifier } from "./scheme.ts";

/** All proof, or the first refusal. An empty list passes, so `createAuthenticator` refuses an empty choice. */
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

/** Verifiers call no service, so the delivery caused a throw. A retry would throw too. It is refused. */
async function verify(verifier: Verifier, delivery: Delivery, now: Date): Promise<Verdict> {
  try {
    return await verifier(delivery, now);
  } catch {
    return "verification_failed";
  }
}
