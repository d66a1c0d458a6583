import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  recordDelivery,
  recordReplay,
  recordUnusableSecret,
} from "../../../../lib/aws/handlers/telemetry.ts";
import type { Receipt } from "../../../../lib/intake/receipt.ts";
import { captureOutput } from "../captured-output.ts";

const event = "0123456789abcdef".repeat(4);
/** An id as API Gateway gives them. */
const requestId = "JKJaXmPLvHcESHA=";
const correlationId = "7fd08636-e44b-4dd4-8490-ccb191011697";

type Fact = Parameters<typeof recordDelivery>[0];

function lineOf(receipt: Receipt, changes: Partial<Fact> = {}): string {
  const output = captureOutput();
  recordDelivery({ requestId, correlationId: requestId, receipt, durationMs: 7, tookMs: {}, ...changes });
  return output.text();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-21T09:30:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("recordDelivery", () => {
  it("writes one short line of an accepted delivery", () => {
    const tookMs = { check: 5, send: 11, record: 5 };
    const line = lineOf({ outcome: "accepted", event }, { durationMs: 23, tookMs });
    expect(line).toBe(
      `{"requestId":"JKJaXmPLvHcESHA=","outcome":"accepted","event":"${event}","durationMs":23,"checkMs":5,"sendMs":11,"recordMs":5}\n`,
    );
    expect(Buffer.byteLength(line.trimEnd())).toBeLessThanOrEqual(190);
  });

  const duplicate = { outcome: "duplicate", event } as const;
  const warning = { timestamp: "2026-11-21T09:30:00.000Z", level: "WARN" };
  const cause = "TimeoutError";
  it.each<readonly [Receipt, Partial<Fact>, object]>([
    [duplicate, { tookMs: { secret: 0, check: 1 } }, { secretMs: 0, checkMs: 1 }],
    [duplicate, { tookMs: { send: 2, record: 3, defer: 4 } }, { sendMs: 2, recordMs: 3, deferMs: 4 }],
    [duplicate, { correlationId }, { correlationId }],
    [{ outcome: "quarantined", event }, {}, {}],
    [{ outcome: "accepted", event, repeatable: true }, {}, {}],
    [{ outcome: "accepted", event, tableFault: cause }, {}, warning],
    [{ outcome: "accepted", event, altered: true }, {}, warning],
    [{ outcome: "deferred", event, cause }, {}, warning],
    [{ outcome: "refused", code: "token_invalid" }, { correlationId }, {}],
    [
      { outcome: "failed", code: "stores_unavailable", cause },
      { correlationId },
      { ...warning, level: "ERROR" },
    ],
  ])("writes of %j with %j what there is to say", (receipt, changes, others) => {
    const line: unknown = JSON.parse(lineOf(receipt, changes));
    expect(line).toEqual({ requestId, ...receipt, durationMs: 7, ...others });
  });

  it("stays one line, whatever is in it", () => {
    const line = lineOf({ outcome: "deferred", event, cause: 'a\n{"outcome":"accepted"}\r\u2028' });
    expect(line.indexOf("\n")).toBe(line.length - 1);
  });
});

describe("recordReplay", () => {
  it("writes one line, in which nothing stands where it does for a delivery", () => {
    const output = captureOutput();
    const tookMs = { check: 3, send: 2, record: 1 };
    recordReplay({ receipt: { outcome: "accepted", event }, tookMs });
    expect(output.text()).toBe(
      `{"replay":{"outcome":"accepted","event":"${event}","checkMs":3,"sendMs":2,"recordMs":1}}\n`,
    );
  });

  it("writes of issues the codes alone", () => {
    const output = captureOutput();
    const issues = [{ code: "string", path: "body.canary" }];
    recordReplay({ receipt: { outcome: "quarantined", issues }, tookMs: {} });
    expect(output.text()).toBe('{"replay":{"outcome":"quarantined","issues":["string"]}}\n');
  });
});

describe("recordUnusableSecret", () => {
  it("writes one line that warns, with the reason alone", () => {
    const output = captureOutput();
    recordUnusableSecret("not_json");
    expect(output.text()).toBe(
      '{"timestamp":"2026-11-21T09:30:00.000Z","level":"WARN","secret":"unusable_version","reason":"not_json"}\n',
    );
  });
});
