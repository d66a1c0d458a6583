import { describe, expect, it } from "vitest";
import { spreadOf } from "../../proofs/kit/spread.ts";

describe("the spread", () => {
  it.each([
    ["one value", [7], { low: 7, median: 7, high: 7 }],
    ["two values", [1, 2], { low: 1.25, median: 1.5, high: 1.75 }],
    // Ranks 0.75, 1.5 and 2.25, counted from 0.
    ["four values", [1, 2, 3, 4], { low: 1.75, median: 2.5, high: 3.25 }],
    ["five values", [10, 20, 30, 40, 50], { low: 20, median: 30, high: 40 }],
    ["values in no order", [100, 9, 10, 1], { low: 7, median: 9.5, high: 32.5 }],
  ])("of %s lies between them in proportion", (_, values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });

  it("leaves what it was given as it was", () => {
    const values = [2, 1];
    spreadOf(values);
    expect(values).toEqual([2, 1]);
  });
});
