/** The median and the quartiles. */
export interface Spread {
  readonly median: number;
  /** The first quartile. */
  readonly low: number;
  /** The third quartile. */
  readonly high: number;
}

/** R's type 7 and NumPy's default (Hyndman and Fan, 1996). */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (share: number): number => {
    const rank = (sorted.length - 1) * share;
    const below = sorted[Math.floor(rank)] ?? Number.NaN;
    const above = sorted[Math.ceil(rank)] ?? Number.NaN;
    return below + (above - below) * (rank - Math.floor(rank));
  };
  return { low: quantile(0.25), median: quantile(0.5), high: quantile(0.75) };
}
