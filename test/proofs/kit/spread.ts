/** The median and the quartiles. */
export interface Spread {
  readonly median: number;
  /** The first quartile. */
  readonly low: number;
  /** The third quartile. */
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const [low = Number.NaN, median = Number.NaN, high = Number.NaN] = quantiles(values, [0.25, 0.5, 0.75]);
  return { median, low, high };
}

/** R's type 7 and NumPy's default (Hyndman and Fan, 1996). */
function quantiles(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return shares.map((share) => {
    const rank = (sorted.length - 1) * share;
    const below = sorted[Math.floor(rank)] ?? Number.NaN;
    const above = sorted[Math.ceil(rank)] ?? Number.NaN;
    return below + (above - below) * (rank - Math.floor(rank));
  });
}
