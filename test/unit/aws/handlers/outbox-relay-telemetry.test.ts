import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordRelay } from "../../../../lib/aws/handlers/outbox-relay-telemetry.ts";
import type { RelayReport } from "../../../../lib/outbox/outbox-relay.ts";
import { captureOutput } from "../captured-output.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-21T09:30:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("recordRelay", () => {
  it.each<readonly [RelayReport, string]>([
    [{ found: 0, sent: 0, failed: 0, finished: true }, '{"waiting":0,"relayed":0}\n'],
    [{ found: 2, sent: 2, failed: 0, finished: true }, '{"waiting":2,"relayed":2}\n'],
    [{ found: 9, sent: 3, failed: 0, finished: false }, '{"waiting":9,"relayed":3,"finished":false}\n'],
    [
      { found: 2, sent: 1, failed: 1, finished: true, cause: "TimeoutError" },
      '{"timestamp":"2026-11-21T09:30:00.000Z","level":"WARN","waiting":2,"relayed":1,"failed":1,"cause":"TimeoutError"}\n',
    ],
    // Without a read it must not report an empty outbox.
    [
      { found: 0, sent: 0, failed: 1, finished: false, cause: "TimeoutError" },
      '{"timestamp":"2026-11-21T09:30:00.000Z","level":"WARN","relayed":0,"failed":1,"finished":false,"cause":"TimeoutError"}\n',
    ],
  ])("writes one line for %j", (report, line) => {
    const output = captureOutput();
    recordRelay(report);
    expect(output.text()).toBe(line);
  });
});
