import { expect, it } from "vitest";
import { describeResult } from "../proofs/chaos/report.ts";
import { runChaos } from "../proofs/chaos/run-chaos.ts";
import { isAcknowledgement } from "../proofs/kit/account.ts";
import { findViolations } from "../proofs/kit/violations.ts";
import { runToEnd } from "../support/command.ts";
import { playedIds } from "../support/simulated-vendors.ts";

/** Faults of a moment, so that a short run meets some of them. */
const pace = { fault: [200, 700], calm: [200, 700], kill: [500, 1500] } as const;

/** On a busy computer a process starts too late for a vendor that waits ten seconds. */
const isNotOfTime = (violation: string) => !violation.startsWith("no answer within");

it("a short run of the chaos loses, doubles, invents and misplaces nothing", async () => {
  const stop = new AbortController().signal;
  const result = await runChaos({ seed: 20_261_121, notifications: 3000, seconds: 4, pace, stop });
  if (!result) throw new Error("the run was interrupted");
  expect(findViolations(result.account).filter(isNotOfTime), describeResult(result)).toEqual([]);
  // Every vendor was heard, and things broke.
  const { sent, arrivals } = result.account;
  for (const id of playedIds) {
    const ofVendor = sent.filter(({ source }) => source === id);
    expect(ofVendor.flatMap(({ responses }) => responses).filter(isAcknowledgement)).not.toEqual([]);
    expect(arrivals.filter(({ source }) => source === id)).not.toEqual([]);
  }
  expect(result.damage.steps.size).toBeGreaterThan(0);
}, 180_000);

it.each([
  [["--help"], 0, /^Usage: npm run chaos/, /^$/],
  [["--seed", "today"], 1, /^$/, /^option '--seed <N>' argument 'today' is invalid\. .* \(see --help\)\n$/],
] as const)("npm run chaos -- %j explains itself", async (args, code, stdout, stderr) => {
  expect(await runToEnd("test/proofs/chaos/chaos.ts", args)).toEqual({
    code,
    stdout: expect.stringMatching(stdout),
    stderr: expect.stringMatching(stderr),
  });
});
