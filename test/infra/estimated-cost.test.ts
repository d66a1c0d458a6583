import { expect, it } from "vitest";
import { dollarsPerNotification } from "../../infra/estimated-cost.ts";

const quiet = { platformLogs: false, accessLogs: false };

it.each([
  // 2.4915 without the time; 20 + 1.8 × 1769 / 256 = 32.44 ms of 0.25 GB are 8,110 GB-s a million, at $0.0000133334.
  ["of 256 MB", { ...quiet, memoryMb: 256 }, 2.5996],
  // 26.22 ms of half a GB; 0.35 more for the logs.
  ["of 512 MB with all logs", { platformLogs: true, accessLogs: true, memoryMb: 512 }, 3.0163],
  // More than one processor is of no use to one delivery: 21.8 ms of 2 GB.
  ["of 2048 MB", { ...quiet, memoryMb: 2048 }, 3.0728],
])("a million in functions %s cost what the operating guide says", (_, settings, dollars) => {
  expect(1_000_000 * dollarsPerNotification(settings)).toBeCloseTo(dollars, 3);
});
