import { expect, it } from "vitest";
import { describeTally } from "./report.ts";
import { runInThreads } from "./run-in-threads.ts";

it("finds nothing lost, doubled, forged, late or out of order in 100,000 different interleavings", async () => {
  // Some seeds without faults play the same history.
  const range = { from: 0, count: 125_000 };
  const tally = await runInThreads(range);
  process.stdout.write(describeTally(tally, range));
  expect(tally.failures).toEqual([]);
  expect(tally.histories.size).toBeGreaterThanOrEqual(100_000);
  // Processes stop before and after each call.
  const ofDelivery = ["check", "send", "record", "defer"].map((step) => `${step} of a delivery`);
  const ofRelay = ["list", "read", "check", "send", "record"].map((step) => `${step} of a relay`);
  const calls = [...ofDelivery, ...ofRelay];
  const stops = calls.flatMap((call) => [`${call}: stopped before`, `${call}: stopped after`]);
  expect([...tally.stops.keys()].sort()).toEqual(stops.sort());
}, 900_000);
