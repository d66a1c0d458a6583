import { expect, it } from "vitest";
import { dollarsPerMillisecond, dollarsPerNotification } from "../../infra/monitoring/estimated-cost.ts";

// docs/operating.md: 1.000 + 0.200 + 0.0625 + 0.625 + 0.500 + 0.104, and 0.250 + 0.100 for all logs.
it.each([
  ["without further logs", { platformLogs: false, accessLogs: false }, 2.4915],
  ["with all logs", { platformLogs: true, accessLogs: true }, 2.8415],
])("a million notifications cost what the guide says, but for their time: %s", (_, settings, dollars) => {
  expect(1_000_000 * dollarsPerNotification(settings)).toBeCloseTo(dollars, 4);
});

it.each([
  // A quarter of a GB for 8,000 seconds are 2,000 GB-s, at $0.0000133334.
  [256, 8_000_000, 0.0267],
  [512, 1_000_000, 0.0067],
  [2048, 1_000_000, 0.0267],
])("with %d MB, %d ms are billed by memory and time", (memoryMb, ms, dollars) => {
  expect(ms * dollarsPerMillisecond(memoryMb)).toBeCloseTo(dollars, 4);
});
