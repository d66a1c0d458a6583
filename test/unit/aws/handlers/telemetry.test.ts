import { describe, expect, it } from "vitest";
import { recordRelay } from "../../../../lib/aws/handlers/outbox-relay-telemetry.ts";
import {
  recordDelivery,
  recordReplay,
  recordUnusableSecret,
} from "../../../../lib/aws/handlers/telemetry.ts";
import type { Receipt } from "../../../../lib/intake/receipt.ts";
import { fakeTime } from "../../../support/fake-time.ts";
import { captureOutput } from "../captured-output.ts";

const event = "0123456789abcdef".repeat(4);
/** An id as API Gateway gives them. */
const requestId = "JKJaXmPLvHcESHA=";
const correlationId = "7fd08636-e44b-4dd4-8490-ccb191011697";

const tookMs = { check: 5, send: 11, record: 5 };
const warning = { timestamp: "2026-11-21T09:30:00.000Z", level: "WARN" };

/** What a recorder writes, as it stands. */
function written(record: () => void): string {
  fakeTime({ toFake: ["Date"], now: new Date("2026-11-21T09:30:00Z") });
  const output = captureOutput();
  record();
  return output.text();
}

describe("recordDelivery", () => {
  type Fact = Parameters<typeof recordDelivery>[0];
  const lineOf = (receipt: Receipt, changes: Partial<Fact> = {}) =>
    written(() =>
      recordDelivery({ requestId, correlationId: requestId, receipt, durationMs: 7, tookMs: {}, ...changes }),
    );

  it("writes one short line of an accepted delivery", () => {
    const line = lineOf({ outcome: "accepted", event }, { durationMs: 23, tookMs });
    expect(line).toBe(
      `{"requestId":"JKJaXmPLvHcESHA=","outcome":"accepted","event":"${event}","durationMs":23,"checkMs":5,"sendMs":11,"recordMs":5}\n`,
    );
    expect(Buffer.byteLength(line.trimEnd())).toBeLessThanOrEqual(190);
  });

  const duplicate = { outcome: "duplicate", event } as const;
  const cause = "TimeoutError";
  const failed = { outcome: "failed", code: "stores_unavailable", cause } as const;
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
    [failed, { correlationId }, { ...warning, level: "ERROR" }],
  ])("writes of %j with %j what there is to say", (receipt, changes, others) => {
    const line: unknown = JSON.parse(lineOf(receipt, changes));
    expect(line).toEqual({ requestId, ...receipt, durationMs: 7, ...others });
  });

  it("stays one line, whatever is in it", () => {
    const line = lineOf({ outcome: "deferred", event, cause: 'a\n{"outcome":"accepted"}\r\u2028' });
    expect(line.indexOf("\n")).toBe(line.length - 1);
  });
});

const issues = [{ code: "string", path: "body.canary" }];
const empty = { found: 0, sent: 0, failed: 0, finished: true };
const cause = "TimeoutError";
it.each<readonly [string, () => void, object]>([
  [
    "a replay, where nothing stands as it does for a delivery",
    () => recordReplay({ receipt: { outcome: "accepted", event }, tookMs }),
    { replay: { outcome: "accepted", event, checkMs: 5, sendMs: 11, recordMs: 5 } },
  ],
  [
    "the codes alone of a replay's issues",
    () => recordReplay({ receipt: { outcome: "quarantined", issues }, tookMs: {} }),
    { replay: { outcome: "quarantined", issues: ["string"] } },
  ],
  [
    "an unusable secret, with the reason alone",
    () => recordUnusableSecret("not_json"),
    { ...warning, secret: "unusable_version", reason: "not_json" },
  ],
  ["a relay with nothing to do", () => recordRelay(empty), { waiting: 0, relayed: 0 }],
  ["a relay", () => recordRelay({ ...empty, found: 2, sent: 2 }), { waiting: 2, relayed: 2 }],
  [
    "a relay that did not finish",
    () => recordRelay({ found: 9, sent: 3, failed: 0, finished: false }),
    { waiting: 9, relayed: 3, finished: false },
  ],
  [
    "a relay that failed in part",
    () => recordRelay({ found: 2, sent: 1, failed: 1, finished: true, cause }),
    { ...warning, waiting: 2, relayed: 1, failed: 1, cause },
  ],
  [
    "a relay that read nothing, so that its outbox does not look empty",
    () => recordRelay({ ...empty, failed: 1, finished: false, cause }),
    { ...warning, relayed: 0, failed: 1, finished: false, cause },
  ],
])("one line is written of %s", (_, record, line) => {
  expect(written(record)).toBe(`${JSON.stringify(line)}\n`);
});
