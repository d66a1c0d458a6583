import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarize } from "../../proofs/load/latency-summary.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("the summary of latencies", () => {
  it.each([
    ["a thousand", upTo(1000), { count: 1000, p50: 500, p99: 990, p999: 999, max: 1000 }],
    // Ranks 50.5, 99.99 and 100.899, rounded up.
    ["a hundred and one", upTo(101), { count: 101, p50: 51, p99: 100, p999: 101, max: 101 }],
    ["ten", upTo(10), { count: 10, p50: 5, p99: 10, p999: 10, max: 10 }],
    ["two", [1, 2], { count: 2, p50: 1, p99: 2, p999: 2, max: 2 }],
    ["one", [0.25], { count: 1, p50: 0.25, p99: 0.25, p999: 0.25, max: 0.25 }],
    // The example of https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
    ["five", [15, 20, 35, 40, 50], { count: 5, p50: 35, p99: 50, p999: 50, max: 50 }],
  ])("takes nearest ranks of %s", (_, values, summary) => {
    expect(summarize(values)).toEqual(summary);
    expect(summarize(values.toReversed())).toEqual(summary);
  });

  it("sorts numbers as numbers, and leaves what it was given as it was", () => {
    const values = [100, 9, 10];
    expect(summarize(values)).toMatchObject({ p50: 10, max: 100 });
    expect(values).toEqual([100, 9, 10]);
  });

  it("has nothing to say of nothing", () => {
    expect(summarize([])).toBeUndefined();
  });

  it("names a value that was measured, with 99 % at or below it and fewer than that below it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (values) => {
        const p99 = summarize(values)?.p99 ?? Number.NaN;
        expect(values).toContain(p99);
        expect(100 * values.filter((value) => value <= p99).length).toBeGreaterThanOrEqual(
          99 * values.length,
        );
        expect(100 * values.filter((value) => value < p99).length).toBeLessThan(99 * values.length);
      }),
    );
  });
});
