import { describe, expect, it } from "vitest";
import { parseSince } from "../../../infra/replay/since.ts";

const now = new Date("2026-11-21T09:30:00.000Z");

describe("--since", () => {
  it.each([
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2026-11-20T08:15", "2026-11-20T08:15:00.000Z"],
    ["2026-11-20T08:15:30.250Z", "2026-11-20T08:15:30.250Z"],
    ["90m", "2026-11-21T08:00:00.000Z"],
    ["2h", "2026-11-21T07:30:00.000Z"],
    ["7d", "2026-11-14T09:30:00.000Z"],
    ["0m", "2026-11-21T09:30:00.000Z"],
  ])("understands %s", (text, moment) => {
    expect(parseSince(text, now).toISOString()).toBe(moment);
  });

  it.each([
    "",
    "yesterday",
    "2026-02-30",
    "2026-11-21T25:00Z",
    "2026-11-21 09:30",
    "1795253400000",
    "-2h",
    "2w",
    "2h ago",
  ])("refuses %o in one line", (text) => {
    expect(() => parseSince(text, now)).toThrow(/^It has to be like 2026-11-21, /);
  });

  it("refuses a moment that has not come yet", () => {
    expect(() => parseSince("2027-11-21", now)).toThrow(/^It is in the future\.$/);
  });
});
