import { expect } from "vitest";
import { describeResult } from "../proofs/chaos/report.ts";
import { runChaos } from "../proofs/chaos/run-chaos.ts";
import { withOwnIntake } from "../proofs/kit/own-intake.ts";
import { findViolations } from "../proofs/kit/violations.ts";

/** Short faults, so that a short run meets some. */
const pace = { fault: [200, 700], calm: [200, 700], kill: [500, 1500] } as const;

/** Plays the chaos once, and expects that nothing is lost, doubled, invented or misplaced. */
export async function playChaos(stage: string, seed: number, seconds: number, shortenedBy: number) {
  const stopped = new Promise<void>(() => undefined);
  const options = { seed, notifications: 3000, seconds, shortenedBy, pace, stopped };
  const result = await withOwnIntake(stage, { isStopped: () => false }, (intake, logs) =>
    runChaos(intake, logs, options),
  );
  if (!result) throw new Error("the run was interrupted");
  // On a busy computer a process may start after the vendor's ten seconds.
  const isNotOfTime = (violation: string) => !violation.startsWith("no answer within");
  expect(findViolations(result.account).filter(isNotOfTime), describeResult(result)).toEqual([]);
  return result;
}
