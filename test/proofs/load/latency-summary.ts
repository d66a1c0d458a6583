export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Percentiles are values that were measured, by the nearest rank; undefined of nothing. */
export function summarize(latencies: readonly number[]): LatencySummary | undefined {
  const sorted = Float64Array.from(latencies).sort();
  const max = sorted.at(-1);
  if (max === undefined) return undefined;
  const at = (perMille: number) => sorted[nearestRank(perMille, sorted.length) - 1] ?? max;
  return { count: sorted.length, p50: at(500), p99: at(990), p999: at(999), max };
}

/** The smallest rank with at least so many of a thousand values at or below it; in whole numbers, which do not round. */
function nearestRank(perMille: number, count: number): number {
  return Math.max(1, Math.ceil((perMille * count) / 1000));
}
