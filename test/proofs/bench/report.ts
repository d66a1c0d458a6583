import type { Spread } from "../kit/spread.ts";
import { writeTable } from "../kit/table.ts";
import { baselines, comparedSource } from "./candidates.ts";
import type { Growth } from "./growth.ts";

/** The spread of every row of one candidate. */
export type Rows = ReadonlyMap<string, Spread>;

export interface Findings {
  /** By candidate. */
  readonly rows: ReadonlyMap<string, Rows>;
  readonly growth: readonly Growth[];
}

/** A ratio of two medians of the same run, and what it should not exceed. */
interface Goal {
  readonly row: string;
  readonly baseline: (typeof baselines)[number];
  readonly most: number;
}

const goals: readonly Goal[] = [
  { row: "import, time", baseline: "baseline-sdk", most: 0.6 },
  { row: "import, time", baseline: "baseline-powertools", most: 0.4 },
  { row: "import and first notification, time", baseline: "baseline-powertools", most: 0.6 },
  { row: "new, CPU", baseline: "baseline-sdk", most: 1.05 },
  { row: "new, CPU", baseline: "baseline-powertools", most: 0.85 },
];

export function writeReport({ rows, growth }: Findings): string {
  return [writeRows(rows), writeGoals(rows), ...growth.map(writeGrowth)].join("\n");
}

function writeRows(rows: Findings["rows"]): string {
  const names = [...rows.keys()];
  const head = ["", ...names, ...baselines.map((baseline) => `${comparedSource} : ${baseline}`)];
  const body = [...(rows.get(comparedSource)?.keys() ?? [])].map((row) => [
    row,
    ...names.map((name) => writeSpread(row, rows.get(name)?.get(row))),
    ...baselines.map((baseline) => ratioOf(row, baseline, rows)?.toFixed(2) ?? ""),
  ]);
  return writeTable(head, body);
}

function writeGoals(rows: Findings["rows"]): string {
  const body = goals.map(({ row, baseline, most }) => {
    const ratio = ratioOf(row, baseline, rows);
    const verdict = ratio === undefined ? "" : ratio <= most ? "met" : "missed";
    return [
      `${row}, ${comparedSource} : ${baseline}`,
      `≤ ${most.toFixed(2)}`,
      ratio?.toFixed(2) ?? "",
      verdict,
    ];
  });
  return writeTable(["goal", "at most", "measured", ""], body);
}

/** How much of the baseline's it takes. Undefined where one of the two has no such row. */
function ratioOf(row: string, baseline: string, rows: Findings["rows"]): number | undefined {
  const [own, other] = [comparedSource, baseline].map((name) => rows.get(name)?.get(row)?.median);
  return own === undefined || !other ? undefined : own / other;
}

/** Relative to the first point, which has the value of 1. */
function writeGrowth({ title, points }: Growth): string {
  const base = points[0]?.cpuMs.median ?? Number.NaN;
  const cells = points.map(
    ({ cpuMs }) => `${writeSpread("CPU", cpuMs)} × ${(cpuMs.median / base).toFixed(2)}`,
  );
  return writeTable([title, ...points.map(({ label }) => label)], [["CPU of a new notification", ...cells]]);
}

/** The unit follows from the row: bytes in kB or MB, calls as they are, milliseconds otherwise. */
function writeSpread(row: string, spread: Spread | undefined): string {
  if (!spread) return "–";
  const { median, low, high } = spread;
  if (row.startsWith("bytes")) return `${(median / 1000).toFixed(0)} kB`;
  if (row.startsWith("peak")) return `${(median / 1e6).toFixed(0)} MB`;
  if (row.endsWith("calls")) return String(Number(median.toFixed(2)));
  const digits = median < 10 ? 2 : 0;
  return `${median.toFixed(digits)} ms [${low.toFixed(digits)}–${high.toFixed(digits)}]`;
}
