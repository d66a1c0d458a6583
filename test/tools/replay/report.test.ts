import { describe, expect, it } from "vitest";
import { createReplayReport } from "../../../infra/replay/replay-report.ts";
import type { ReplayResult } from "../../../infra/replay/replay-walk.ts";

const id = "0123456789abcdef".repeat(4);
const event = "fedcba9876543210".repeat(4);
const delivery = { id, source: "sample", recordedtime: new Date("2026-11-21T09:30:00.000Z") };
const result = (response: ReplayResult["response"], isRemoved = false): ReplayResult => ({
  messageId: "message-1",
  delivery,
  response,
  isRemoved,
});
const lineOf = (replayed: ReplayResult) => createReplayReport().add(replayed);

describe("the report of a replay", () => {
  const many = ["a", "b", "c", "d", "e"].map((code) => ({ code }));
  const odd = [{ code: "missing", path: "\u001b[2J\r\n\u202e." }];
  const failure = { code: "stores_unavailable", cause: "TimeoutError" };
  it.each<readonly [ReplayResult["response"], string]>([
    [{ outcome: "understood", event }, `understood   ${event}`],
    [{ outcome: "accepted", event }, `accepted     ${event}  not removed: run it again`],
    [{ outcome: "failed", ...failure }, "failed       stores_unavailable: TimeoutError"],
    [{ outcome: "quarantined", issues: many }, "quarantined  a, b, c, 2 more"],
    [{ outcome: "quarantined", issues: odd }, "quarantined  missing at \\u001b[2J\\u000d\\u000a\\u202e."],
  ])("says of %j when, whose and which it was, and what or why", (response, line) => {
    expect(lineOf(result(response))).toBe(`2026-11-21T09:30:00.000Z  sample      0123456789ab  ${line}`);
  });

  it("names SQS's message if no function wrote it", () => {
    const unreadable = { ...result({ outcome: "unreadable" }), delivery: undefined };
    expect(lineOf(unreadable)).toMatch(/^- +- +- +unreadable +message message-1$/);
  });

  it("shows nothing of a source's name but letters, digits and hyphens", () => {
    const odd = { ...delivery, source: "a\u001b[31m\n" };
    expect(lineOf({ ...result({ outcome: "unreadable" }), delivery: odd })).toContain("a??31m?");
  });

  it.each<readonly [ReplayResult["response"]["outcome"], boolean, boolean]>([
    ["duplicate", true, true],
    ["skipped", false, true],
    ["understood", false, true],
    ["accepted", false, false],
    ["quarantined", false, false],
    ["unreadable", false, false],
    ["failed", false, false],
  ])("of what is %s, removed: %s, is clean: %s", (outcome, isRemoved, isClean) => {
    const report = createReplayReport();
    report.add(result({ outcome }, isRemoved));
    expect(report.isClean()).toBe(isClean);
  });

  it("sums up by outcome", () => {
    const report = createReplayReport();
    expect(report.summary()).toBe("No delivery is there to be replayed.");
    expect(report.add(result({ outcome: "skipped" }))).toBeUndefined();
    expect(report.summary()).toBe("1 delivery: 1 skipped.");
    report.add(result({ outcome: "accepted" }, true));
    report.add(result({ outcome: "accepted" }, true));
    expect(report.summary()).toBe("3 deliveries: 1 skipped, 2 accepted.");
    expect(report.done()).toBe(3);
  });
});
