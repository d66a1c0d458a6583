import * as v from "valibot";
import type { SourceId } from "../../../functions/vendors.ts";
import { sourceIds } from "../chaos/notifications.ts";
import { type Kind, kinds } from "./mix.ts";

const seriesSchema = v.object({
  source: v.picklist(sourceIds),
  kind: v.picklist(kinds),
  /** Of every delivery that was answered as it should be. */
  latenciesMs: v.array(v.number()),
});

/** What was measured of each kind of each source, and how often something else came of a delivery, by what it was. */
export const measurementsSchema = v.object({
  series: v.array(seriesSchema),
  errors: v.record(v.string(), v.number()),
});
export type Measurements = v.InferOutput<typeof measurementsSchema>;

export interface Recorder {
  readonly measurements: Measurements;
  readonly measure: (source: SourceId, kind: Kind, latencyMs: number) => void;
  readonly fail: (what: string) => void;
  readonly counts: () => { readonly answered: number; readonly failed: number };
}

export function createRecorder(): Recorder {
  const series = sourceIds.flatMap((source) =>
    kinds.map((kind) => ({ source, kind, latenciesMs: [] as number[] })),
  );
  const errors: Record<string, number> = {};
  return {
    measurements: { series, errors },
    measure(source, kind, latencyMs) {
      series.find((one) => one.source === source && one.kind === kind)?.latenciesMs.push(latencyMs);
    },
    fail(what) {
      errors[what] = (errors[what] ?? 0) + 1;
    },
    counts: () => ({
      answered: series.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0),
      failed: Object.values(errors).reduce((sum, count) => sum + count, 0),
    }),
  };
}
