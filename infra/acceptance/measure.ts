/** What a check measured, by the suite's clock or AWS's. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Percentiles by nearest rank. Nothing of nothing. */
export function distribution(name: string, unit: string, values: readonly number[]): Measure[] {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
  if (sorted.length === 0) return [];
  return [{ name, unit, values: { n: sorted.length, p50: quantile(0.5), p99: quantile(0.99) } }];
}
