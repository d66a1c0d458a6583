import { expect, it } from "vitest";
import { runInThreads } from "./run-in-threads.ts";

it("finds nothing lost, doubled, forged, late or out of order in 100,000 different interleavings", async () => {
  // Some seeds without faults play the same history.
  const { failures, histories, counts } = await runInThreads({ from: 0, count: 125_000 });
  expect(failures).toEqual([]);
  expect(histories.size).toBeGreaterThanOrEqual(100_000);
  // Processes stop before and after each call.
  const ofDelivery = ["check", "send", "record", "defer"].map((step) => `${step} of a delivery`);
  const ofRelay = ["list", "read", "check", "send", "record"].map((step) => `${step} of a relay`);
  const stops = [...ofDelivery, ...ofRelay].flatMap((call) => [
    `${call}: stopped before`,
    `${call}: stopped after`,
  ]);
  expect([...counts.keys()].filter((event) => event.includes(": stopped ")).sort()).toEqual(stops.sort());
}, 900_000);
