import { createSteps, type Steps } from "../../lib/intake/steps.ts";

/** A delivery's steps in a function with 15 seconds. */
export function stepsFrom(now: () => Date): Steps {
  return createSteps(15_000, () => now().getTime());
}
