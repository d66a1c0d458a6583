import type { Rows } from "../../proofs/bench/goals.ts";

/** Rows with these medians, and quartiles of one less and one more. */
export function rowsOf(medians: Readonly<Record<string, number>>): Rows {
  return new Map(
    Object.entries(medians).map(([row, median]) => [row, { low: median - 1, median, high: median + 1 }]),
  );
}
