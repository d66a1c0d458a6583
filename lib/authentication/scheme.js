/** Authentic, with all that was proved, if every verifier says so; else the first refusal. A verifier that throws refuses. */
export async function judgeAll(verifiers, delivery, now) {
  let proven = {};
  for (const verifier of verifiers) {
    const verdict = await judge(verifier, delivery, now);
    if (isAuthentic(verdict)) proven = { ...proven, ...verdict.proven };
    else if (verdict !== "authentic") return verdict;
  }
  return { proven };
}
export function isAuthentic(verdict) {
  return typeof verdict === "object" && verdict !== null && "proven" in verdict;
}
/** A verifier calls no service: what it trips over is in the delivery, and the next attempt would be the same. */
async function judge(verifier, delivery, now) {
  try {
    return await verifier(delivery, now);
  } catch {
    return "verification_failed";
  }
}
