import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

/** Percentiles of one name's latencies, in milliseconds. */
export interface LatencyRow {
  readonly name: string;
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface Latencies {
  readonly record: (names: readonly string[], latencyMs: number) => void;
  readonly rows: () => LatencyRow[];
}

/** Histograms of microseconds, with three significant digits. */
export function createLatencies(names: readonly string[]): Latencies {
  const histograms = new Map<string, RecordableHistogram>(names.map((name) => [name, createHistogram()]));
  return {
    record(recorded, latencyMs) {
      const microseconds = Math.max(1, Math.round(latencyMs * 1000));
      for (const name of recorded) histograms.get(name)?.record(microseconds);
    },
    rows: () =>
      [...histograms].map(([name, histogram]) => {
        const percentileMs = (percent: number) => histogram.percentile(percent) / 1000;
        const [p50, p99, p999] = [percentileMs(50), percentileMs(99), percentileMs(99.9)];
        return { name, count: histogram.count, p50, p99, p999, max: histogram.max / 1000 };
      }),
  };
}
