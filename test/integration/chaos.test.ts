import { expect, it } from "vitest";
import { startIntake } from "../../infra/local/intake.ts";
import { describeResult } from "../proofs/chaos/report.ts";
import { runChaos } from "../proofs/chaos/run-chaos.ts";
import { createFunctionLogs } from "../proofs/kit/function-logs.ts";
import { playedStage, stageSources } from "../proofs/kit/played-stage.ts";
import { isAcknowledgement } from "../proofs/kit/response.ts";
import { findViolations } from "../proofs/kit/violations.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const logs = createFunctionLogs();
const stopped = new Promise<void>(() => undefined);
/** Each run leaves its queues empty, so all share one stack. */
const { running } = useLocalIntake((options) =>
  startIntake({ ...options, stage: playedStage, ports: { ...options.ports, tls: 0 }, onLog: logs.read }),
);

/** On a busy computer a process may start after the thirty seconds of a request. */
const isNotOfTime = (violation: string) => !violation.startsWith("no answer within");

it("a short run of the chaos loses, doubles, invents and misplaces nothing", async () => {
  // Short faults, so that a short run meets some.
  const pace = { fault: [200, 700], calm: [200, 700], kill: [500, 1500] } as const;
  const options = { seed: 20_261_121, notifications: 3000, seconds: 4, shortenedBy: 1500, pace, stopped };
  const result = await runChaos(running(), logs, options);
  expect(findViolations(result.account).filter(isNotOfTime), describeResult(result)).toEqual([]);
  // Every source was played and forged, and things broke.
  const { sent, arrivals } = result.account;
  for (const { id } of stageSources) {
    const ofSource = sent.filter(({ source }) => source === id);
    expect(ofSource.flatMap(({ responses }) => responses).filter(isAcknowledgement)).not.toEqual([]);
    // With this seed, each has a forgery among the first subjects.
    expect(ofSource.filter(({ kind }) => kind === "forged")).not.toEqual([]);
    expect(arrivals.filter(({ source }) => source === id)).not.toEqual([]);
  }
  expect(result.damage.steps.size).toBeGreaterThan(0);
});
