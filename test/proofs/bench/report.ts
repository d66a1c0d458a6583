import type { Spread } from "../kit/spread.ts";
import { contestedSource, rivals } from "./candidates.ts";
import { goals, isMet, type Rows, ratioOf } from "./goals.ts";
import type { Growth } from "./growth.ts";

/** All that a run found out. */
export interface Findings {
  readonly date: string;
  readonly machine: string;
  readonly rounds: number;
  readonly notifications: number;
  /** By contestant. */
  readonly rows: ReadonlyMap<string, Rows>;
  readonly growth: readonly Growth[];
}

/** In Markdown, as it stands in CONTRIBUTING.md. */
export function writeReport(findings: Findings): string {
  const { date, machine, rounds, notifications } = findings;
  const about = [
    `Measured ${date} on ${machine}: medians of ${rounds} fresh processes each, in turns, with ${notifications} notifications of each kind; quartiles in brackets.`,
    "`floor` is the AWS calls of yoti and nothing else, `peer` the same job on Powertools and Zod; both are bundled as CDK does by default (CommonJS, not minified), but with the SDK.",
    "AWS is a stub that answers at once over TLS; Node's heap is that of a function of 256 MB.",
  ];
  const growth = findings.growth.map(writeGrowth);
  return [about.join("\n"), writeRows(findings), writeGoals(findings), ...growth].join("\n\n");
}

/** What a Map would hide. */
export function writeJson({ rows, ...findings }: Findings): string {
  const byName = Object.fromEntries([...rows].map(([name, own]) => [name, Object.fromEntries(own)]));
  const ratios = goals.map((goal) => {
    const ratio = ratioOfGoal(goal, rows);
    return { ...goal, ratio, isMet: isMet(goal, ratio) };
  });
  return JSON.stringify({ ...findings, rows: byName, goals: ratios }, undefined, 2);
}

function writeRows({ rows }: Findings): string {
  const names = [...rows.keys()];
  const ours = rows.get(contestedSource);
  const head = ["", ...names, ...rivals.map((rival) => `${contestedSource} : ${rival}`)];
  const body = [...(ours?.keys() ?? [])].map((row) => [
    row,
    ...names.map((name) => writeSpread(row, rows.get(name)?.get(row))),
    ...rivals.map((rival) => writeRatio(ratioOf(row, ours, rows.get(rival)))),
  ]);
  return writeTable(head, body);
}

function writeGoals({ rows }: Findings): string {
  const body = goals.map((goal) => {
    const ratio = ratioOfGoal(goal, rows);
    const verdict = isMet(goal, ratio) ? "met" : "missed";
    return [
      `${goal.row}, ${contestedSource} : ${goal.rival}`,
      `≤ ${goal.most.toFixed(2)}`,
      writeRatio(ratio),
      ratio === undefined ? "" : verdict,
    ];
  });
  return writeTable(["Goal", "at most", "measured", ""], body);
}

function ratioOfGoal({ row, rival }: (typeof goals)[number], rows: Findings["rows"]): number | undefined {
  return ratioOf(row, rows.get(contestedSource), rows.get(rival));
}

/** Relative to the first point, which has the value of 1. */
function writeGrowth({ title, points }: Growth): string {
  const base = points[0]?.cpuMs.median ?? Number.NaN;
  const row = [
    "CPU of a new notification",
    ...points.map(({ cpuMs }) => `${writeSpread("CPU", cpuMs)} × ${(cpuMs.median / base).toFixed(2)}`),
  ];
  return writeTable([title, ...points.map(({ label }) => label)], [row]);
}

function writeTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...body.map(line)].join("\n");
}

function writeRatio(ratio: number | undefined): string {
  return ratio === undefined ? "" : ratio.toFixed(2);
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
