import { expect, it } from "vitest";
import { findViolations } from "../proofs/kit/violations.ts";
import { runLoad } from "../proofs/load/run-load.ts";
import { runToEnd } from "../support/command.ts";
import { playedIds } from "../support/simulated-vendors.ts";

it("a short run of the load finds every acknowledged notification, over connections that are kept", async () => {
  const interruption = { stopped: new Promise<void>(() => undefined), isStopped: () => false };
  const result = await runLoad({ seconds: 1, connections: 4, interruption, onStep: () => undefined });
  if (!result) throw new Error("the run was interrupted");
  // A response that comes too late on a busy computer is no violation here.
  const isOfTime = (violation: string) => violation.startsWith("no answer within");
  expect(findViolations(result.account).filter((violation) => !isOfTime(violation))).toEqual([]);
  expect(result.account.arrivals).not.toEqual([]);
  const { handshakes, latencies } = result.load;
  expect(handshakes).toBe(4);
  expect(latencies.map(({ name }) => name)).toEqual(["new", "duplicate", "refused", ...playedIds, "all"]);
  for (const { p50, p99, p999, max } of latencies)
    expect([p50, p99, p999, max]).toEqual([p50, p99, p999, max].toSorted((low, high) => low - high));
}, 120_000);

it.each([
  [["--help"], 0, /^Usage: npm run load/, /^$/],
  [
    ["--seconds", "0"],
    1,
    /^$/,
    /^option '--seconds <N>' argument .* is invalid\. It has to be a whole number from 1 to 300\. /,
  ],
  [
    ["--connections", "many"],
    1,
    /^$/,
    /^option '--connections <N>' argument .* is invalid\. It has to be a whole number from 4 to 64\. /,
  ],
  [["--colour", "red"], 1, /^$/, /^unknown option '--colour' \(see --help\)\n$/],
] as const)("npm run load -- %j explains itself", async (args, code, stdout, stderr) => {
  expect(await runToEnd("test/proofs/load/load.ts", args)).toEqual({
    code,
    stdout: expect.stringMatching(stdout),
    stderr: expect.stringMatching(stderr),
  });
});
