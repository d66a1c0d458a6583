import type { Spread } from "../kit/spread.ts";
import { writeTable } from "../kit/table.ts";
import { baselines, comparedSource, topicCandidate } from "./candidates.ts";
import type { Rows } from "./run-bench.ts";

/** The highest ratio of two medians of a run, by row. */
const goals: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "import, time": { "baseline-sdk": 0.55, "baseline-powertools": 0.4 },
  "import and first notification, time": { "baseline-powertools": 0.5 },
  "new, CPU": { raw: 2, "baseline-sdk": 0.75, "baseline-powertools": 0.65 },
  "duplicate, CPU": { "baseline-sdk": 0.75 },
};

/** Rows by candidate, with ratios beside their goals. */
export function writeReport(candidates: ReadonlyMap<string, Rows>): string {
  const ratios = [
    ...baselines.map((baseline) => [comparedSource, baseline] as const),
    [topicCandidate, comparedSource] as const,
  ];
  const head = ["", ...candidates.keys(), ...ratios.map((names) => names.join(" : "))];
  const own = candidates.get(comparedSource) ?? new Map<string, Spread>();
  const lines = [...own.keys()].map((row) => [
    row,
    ...[...candidates.values()].map((rows) => writeSpread(row, rows.get(row))),
    ...ratios.map(([name, other]) => {
      const [mine, theirs] = [name, other].map((each) => candidates.get(each)?.get(row)?.median);
      return mine && theirs ? writeRatio(mine / theirs, goals[row]?.[other]) : "";
    }),
  ]);
  return writeTable(head, lines);
}

function writeRatio(ratio: number, most: number | undefined): string {
  if (most === undefined) return ratio.toFixed(2);
  return ratio <= most ? `${ratio.toFixed(2)} ≤ ${most}` : `MISSED: ${ratio.toFixed(2)} > ${most}`;
}

/** The row gives the unit: kB or MB, calls, else milliseconds. */
function writeSpread(row: string, spread: Spread | undefined): string {
  if (!spread) return "–";
  const { median, low, high } = spread;
  if (row.startsWith("bytes")) return `${(median / 1000).toFixed(0)} kB`;
  if (row.startsWith("peak")) return `${(median / 1e6).toFixed(0)} MB`;
  if (row.endsWith("calls")) return String(Number(median.toFixed(2)));
  const digits = median < 10 ? 2 : 0;
  return `${median.toFixed(digits)} ms [${low.toFixed(digits)}–${high.toFixed(digits)}]`;
}
