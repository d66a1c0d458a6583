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
const start = "2026-11-21T09:30:00.000Z  sample      0123456789ab";

describe("the report of a replay", () => {
  it("has a line for each delivery: when, whose, which, what became of it, and of what or why", () => {
    expect(lineOf(result({ outcome: "accepted", event }, true))).toBe(`${start}  accepted     ${event}`);
    expect(lineOf(result({ outcome: "understood", event }))).toBe(`${start}  understood   ${event}`);
    const issues = [{ code: "object", path: "body.id" }, { code: "invalid_json" }];
    expect(lineOf(result({ outcome: "quarantined", issues }))).toBe(
      `${start}  quarantined  object at body.id, invalid_json`,
    );
    expect(lineOf(result({ outcome: "failed", code: "stores_unavailable", cause: "TimeoutError" }))).toBe(
      `${start}  failed       stores_unavailable: TimeoutError`,
    );
  });

  it("says of what was sent on and is still there that it has to be run again", () => {
    expect(lineOf(result({ outcome: "accepted", event }))).toMatch(/not removed: run it again$/);
  });

  it("names SQS's message if no function wrote it", () => {
    expect(lineOf({ ...result({ outcome: "unreadable" }), delivery: undefined })).toMatch(
      /^- +- +- +unreadable +message message-1$/,
    );
  });

  it("lists three issues at most, and counts the others", () => {
    const issues = ["a", "b", "c", "d", "e"].map((code) => ({ code }));
    expect(lineOf(result({ outcome: "quarantined", issues }))).toMatch(/a, b, c, 2 more$/);
  });

  it("shows nothing of a source's name but letters, digits and hyphens", () => {
    const odd = { ...delivery, source: "a\u001b[31m\n" };
    expect(lineOf({ ...result({ outcome: "unreadable" }), delivery: odd })).toContain("a??31m?");
  });

  it("shows what could steer a terminal in escapes", () => {
    const issues = [{ code: "missing", path: "body.\u001b[2J\r\n\u202e." }];
    expect(lineOf(result({ outcome: "quarantined", issues }))).toBe(
      `${start}  quarantined  missing at body.\\u001b[2J\\u000d\\u000a\\u202e.`,
    );
  });

  it("is clean if everything that was asked for was removed, or would be", () => {
    const isClean = (...results: readonly ReplayResult[]) => {
      const report = createReplayReport();
      for (const replayed of results) report.add(replayed);
      return report.isClean();
    };
    expect(isClean()).toBe(true);
    expect(isClean(result({ outcome: "duplicate" }, true), result({ outcome: "skipped" }))).toBe(true);
    expect(isClean(result({ outcome: "understood" }))).toBe(true);
    expect(isClean(result({ outcome: "deferred" }, true), result({ outcome: "quarantined" }))).toBe(false);
    expect(isClean(result({ outcome: "accepted" }))).toBe(false);
    expect(isClean(result({ outcome: "unreadable" }))).toBe(false);
    expect(isClean(result({ outcome: "failed" }))).toBe(false);
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
