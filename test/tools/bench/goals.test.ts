import { describe, expect, it } from "vitest";
import { goals, isMet, ratioOf } from "../../proofs/bench/goals.ts";
import { rowsOf } from "./rows.ts";

describe("a ratio", () => {
  it("is our median by theirs", () => {
    expect(ratioOf("new, CPU", rowsOf({ "new, CPU": 3 }), rowsOf({ "new, CPU": 4 }))).toBe(0.75);
  });

  it.each([
    ["we have no such row", rowsOf({}), rowsOf({ "new, CPU": 4 })],
    ["they have no such row", rowsOf({ "new, CPU": 3 }), rowsOf({})],
    ["theirs is nothing", rowsOf({ "new, CPU": 3 }), rowsOf({ "new, CPU": 0 })],
    ["we were not measured", undefined, rowsOf({ "new, CPU": 4 })],
    ["they were not measured", rowsOf({ "new, CPU": 3 }), undefined],
  ])("is none where %s", (_, ours, theirs) => {
    expect(ratioOf("new, CPU", ours, theirs)).toBeUndefined();
  });
});

it("has no goal twice", () => {
  const names = goals.map(({ row, rival }) => `${row} : ${rival}`);
  expect(new Set(names).size).toBe(names.length);
});

it("is met at the most, and missed above it", () => {
  const goal = { row: "new, CPU", rival: "floor", most: 1.05 };
  expect([1.05, 1.06, undefined].map((ratio) => isMet(goal, ratio))).toEqual([true, false, undefined]);
});
