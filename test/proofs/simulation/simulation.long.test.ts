import { expect, it } from "vitest";
import { describeSeeds } from "./report.ts";
import { runInThreads } from "./run-in-threads.ts";
import { countHistories, failuresOf } from "./run-seeds.ts";

it("finds nothing lost, doubled, forged, late or out of order in 100,000 different interleavings", async () => {
  // Some seeds without faults play the same history.
  const range = { from: 0, count: 125_000 };
  const played = await runInThreads(range);
  process.stdout.write(describeSeeds(played, range));
  expect(failuresOf(played)).toEqual([]);
  expect(countHistories(played)).toBeGreaterThanOrEqual(100_000);
  // Processes stop before and after each call.
  const ofDelivery = ["check", "send", "record", "defer"].map((step) => `${step} of a delivery`);
  const ofRelay = ["list", "read", "check", "send", "record"].map((step) => `${step} of a relay`);
  const calls = [...ofDelivery, ...ofRelay];
  const stops = calls.flatMap((call) => [`${call}: stopped before`, `${call}: stopped after`]);
  expect([...new Set(played.flatMap((seed) => seed.stops))].sort()).toEqual(stops.sort());
}, 900_000);
