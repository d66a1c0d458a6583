import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordRedrive } from "../../../../lib/aws/handlers/relay-telemetry.ts";
import type { RedriveReport } from "../../../../lib/outbox/relay.ts";
import { captureOutput } from "../captured-output.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-21T09:30:00Z") }));
afterEach(() => void vi.useRealTimers());

describe("recordRedrive", () => {
  it.each<readonly [RedriveReport, string]>([
    [{ found: 0, sent: 0, failed: 0, finished: true }, '{"waiting":0,"redriven":0}\n'],
    [{ found: 2, sent: 2, failed: 0, finished: true }, '{"waiting":2,"redriven":2}\n'],
    [{ found: 9, sent: 3, failed: 0, finished: false }, '{"waiting":9,"redriven":3,"finished":false}\n'],
    [
      { found: 2, sent: 1, failed: 1, finished: true, cause: "TimeoutError" },
      '{"timestamp":"2026-11-21T09:30:00.000Z","level":"WARN","waiting":2,"redriven":1,"failed":1,"cause":"TimeoutError"}\n',
    ],
    // It could not look, so it does not say that nothing is parked.
    [
      { found: 0, sent: 0, failed: 1, finished: false, cause: "TimeoutError" },
      '{"timestamp":"2026-11-21T09:30:00.000Z","level":"WARN","redriven":0,"failed":1,"finished":false,"cause":"TimeoutError"}\n',
    ],
  ])("writes one line for %j", (report, line) => {
    const output = captureOutput();
    recordRedrive(report);
    expect(output.text()).toBe(line);
  });
});
