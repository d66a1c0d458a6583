import { expect, it } from "vitest";
import { describeResult } from "../proofs/chaos/report.ts";
import { runChaos } from "../proofs/chaos/run-chaos.ts";
import { withOwnIntake } from "../proofs/kit/own-intake.ts";
import { findViolations } from "../proofs/kit/violations.ts";

/** On a busy computer a process may start after the thirty seconds of a request. */
const isNotOfTime = (violation: string) => !violation.startsWith("no answer within");

it.each([
  ["to a topic", "example"],
  ["to a queue", "dev"],
])(
  "the chaos %s loses, doubles, invents and misplaces nothing while processes are killed",
  async (_, stage) => {
    const pace = { fault: [200, 700], calm: [200, 700], kill: [500, 1500] } as const;
    const stopped = new Promise<void>(() => undefined);
    const options = { seed: 20_261_130, notifications: 3000, seconds: 18, shortenedBy: 300, pace, stopped };
    const result = await withOwnIntake(stage, { isStopped: () => false }, (intake, logs) =>
      runChaos(intake, logs, options),
    );
    if (!result) throw new Error("the run was interrupted");
    process.stdout.write(describeResult(result));
    expect(findViolations(result.account).filter(isNotOfTime)).toEqual([]);
    expect(result.damage.killed).toBeGreaterThan(0);
  },
  300_000,
);
