import { terminalText } from "../../../infra/command-line/terminal-text.ts";
import { countDeliveries } from "./journal.ts";
import type { Ledger, Row } from "./ledger.ts";
import type { ChaosResult, Progress } from "./run-chaos.ts";

const columns = [
  "notifications",
  "forged",
  "altered",
  "deliveries",
  "acknowledged",
  "refused",
  "failed",
  "lapsed",
  "events",
  "repeats",
  "deferred",
  "quarantined",
] as const satisfies readonly (keyof Row)[];

/** The ledger as a person reads it. */
export function describeResult({ ledger, damage, logs, seconds }: ChaosResult): string {
  const faults = [...damage.steps.values()].reduce((sum, count) => sum + count, 0);
  const slowest = [...logs.slowest].map(([outcome, ms]) => `${outcome} ${ms} ms`).sort();
  return `${describeRows(ledger)}
failed: deliveries answered with 5xx, or cut off.  lapsed: notifications that were never acknowledged, because their
vendor does not try again.  deferred: waited in the table while the queue was out.

${seconds} s, ${faults} faults (${damage.steps.size} different ones), ${damage.killed} processes killed, \
${logs.relayed()} messages relayed by runs that lived to say so
order checked of ${ledger.ordered} subjects with several events
${logs.unusableSecrets.warnings} warnings of unusable secrets
slowest answers, by the functions' logs: ${slowest.join(", ")}
`;
}

function describeRows({ rows }: Ledger): string {
  const sum = (column: (typeof columns)[number]) => rows.reduce((total, row) => total + row[column], 0);
  const line = (name: string, read: (column: (typeof columns)[number]) => number | string) =>
    alignRow([name, ...columns.map((column) => String(read(column)))]);
  return [
    line("", (column) => column),
    ...rows.map((row) => line(row.source, (column) => row[column])),
    line("all", sum),
  ].join("\n");
}

function alignRow([name = "", ...numbers]: readonly string[]): string {
  const cells = numbers.map((text, at) => text.padStart((columns[at]?.length ?? 0) + 2));
  return name.padEnd(11) + cells.join("");
}

export function describeViolations(violations: readonly string[]): string {
  if (violations.length === 0)
    return "Every acknowledged notification is where it belongs, once; nothing else is there.\n";
  const most = 50;
  const more = violations.length > most ? `… and ${violations.length - most} more\n` : "";
  return `${violations.length} VIOLATIONS\n${violations.slice(0, most).map(terminalText).join("\n")}\n${more}`;
}

export function describeProgress({ seconds, journal, damage }: Progress): string {
  const told = journal.subjects.flat();
  const { deliveries, acknowledged, failed } = countDeliveries(told);
  const open = told.filter(({ settled }) => !settled).length;
  return `${String(seconds).padStart(5)} s  ${told.length} notifications, ${open} of them open, ${deliveries} deliveries, \
${acknowledged} acknowledged, ${failed} failed, ${damage.killed} processes killed  ${damage.now}\n`;
}
