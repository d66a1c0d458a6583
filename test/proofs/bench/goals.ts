import type { Spread } from "../kit/spread.ts";

/** The spread of every row of one contestant. */
export type Rows = ReadonlyMap<string, Spread>;

/** A ratio of two medians of the same run, and what it should not exceed. */
export interface Goal {
  readonly row: string;
  readonly rival: string;
  readonly most: number;
}

const cold = "import, time";
const first = "import and first notification, time";
const warm = "new, CPU";

export const goals: readonly Goal[] = [
  { row: cold, rival: "floor", most: 0.6 },
  { row: cold, rival: "peer", most: 0.4 },
  { row: first, rival: "peer", most: 0.6 },
  { row: warm, rival: "floor", most: 1.05 },
  { row: warm, rival: "peer", most: 0.85 },
];

/** Undefined where nothing was measured. */
export function isMet({ most }: Goal, ratio: number | undefined): boolean | undefined {
  return ratio === undefined ? undefined : ratio <= most;
}

/** How much of the rival's it takes; undefined where one of the two has no such row. */
export function ratioOf(row: string, ours: Rows | undefined, theirs: Rows | undefined): number | undefined {
  const [own, other] = [ours?.get(row)?.median, theirs?.get(row)?.median];
  return own === undefined || !other ? undefined : own / other;
}
