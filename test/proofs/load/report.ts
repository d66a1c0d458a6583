import { availableParallelism } from "node:os";
import { sourceIds } from "../chaos/notifications.ts";
import { type LatencySummary, summarize } from "./latency-summary.ts";
import type { Measurements } from "./measurements.ts";
import type { Progress } from "./messages.ts";
import { kinds, shares } from "./mix.ts";
import type { LoadResult } from "./run-load.ts";

type Series = Measurements["series"][number];

/** One line of the table; all latencies in milliseconds. */
interface Row extends Partial<LatencySummary> {
  readonly name: string;
  readonly perSecond: number;
}

/** What a run says of itself, for people and machines alike. */
export function reportOf({ load, processors, connections, audit, deferred }: LoadResult) {
  const { seconds, warmUps, handshakes, driverProcessors, measurements, ledger } = load;
  return {
    seconds,
    connections,
    warmUps,
    handshakes,
    latencies: createRows(measurements, seconds),
    errors: Object.values(measurements.errors).reduce((sum, count) => sum + count, 0),
    events: {
      acknowledged: ledger.acknowledged.length,
      found: audit.found.length,
      lost: audit.lost.length,
      doubled: audit.doubled.length,
      foreign: audit.foreign.length,
      misplaced: audit.misplaced.length,
      unconfirmed: audit.unconfirmed.length,
      deferred,
    },
    processors: { count: availableParallelism(), ...processors, driver: driverProcessors },
  };
}
export type LoadReport = ReturnType<typeof reportOf>;

function createRows({ series }: Measurements, seconds: number): Row[] {
  const row = (name: string, isMeant: (one: Series) => boolean): Row => {
    const summary = summarize(series.filter(isMeant).flatMap(({ latenciesMs }) => latenciesMs));
    return { name, perSecond: (summary?.count ?? 0) / seconds, ...summary };
  };
  return [
    ...kinds.map((kind) => row(kind, (one) => one.kind === kind)),
    ...sourceIds.map((source) => row(source, (one) => one.source === source)),
    row("all", () => true),
  ];
}

/** The report as a person reads it. */
export function describeReport(report: LoadReport): string {
  const { seconds, connections, warmUps, handshakes, latencies, errors, events, processors } = report;
  const mix = shares.map(({ kind, percent }) => `${percent} % ${kind}`).join(", ");
  return `
${describeRows(latencies)}
${seconds.toFixed(1)} s on ${connections} TLS connections, opened ${handshakes} times in all, after ${warmUps} deliveries to warm up; ${mix}.
Milliseconds from the writing of a request to the last byte of its answer, nearest rank. Each connection sends when it was
answered; the next request is signed meanwhile. Errors: ${errors}.
Events: ${events.acknowledged} acknowledged, ${events.found} of them on the queue, ${events.lost} lost, ${events.doubled} doubled, \
${events.foreign} that nobody may send, ${events.misplaced} elsewhere;
${events.unconfirmed} of what was not acknowledged, ${events.deferred} deferred on the way.
Processors: ${processors.all.toFixed(2)} of ${processors.count} busy; ${processors.stack.toFixed(2)} with the gateway, DynamoDB and SQS, ${processors.driver.toFixed(2)} with the driver, the rest with the functions and
whatever else runs. All of this shares one computer, and the stores are embedded: the numbers say nothing about AWS.
`;
}

function describeRows(rows: readonly Row[]): string {
  const cell = (value: number | undefined, digits: number) =>
    value === undefined ? "-" : value.toFixed(digits);
  const lines = rows.map(({ name, count, perSecond, p50, p99, p999, max }) =>
    alignRow([
      name,
      cell(count ?? 0, 0),
      cell(perSecond, 1),
      ...[p50, p99, p999, max].map((value) => cell(value, 1)),
    ]),
  );
  return [alignRow(["", "deliveries", "per second", "p50", "p99", "p99.9", "max"]), ...lines, ""].join("\n");
}

function alignRow([name = "", ...cells]: readonly string[]): string {
  const [count = "", rate = "", ...latencies] = cells;
  return (
    name.padEnd(11) +
    count.padStart(10) +
    rate.padStart(12) +
    latencies.map((text) => text.padStart(9)).join("")
  );
}

export function describeProgress({ seconds, answered, failed }: Progress): string {
  return `${String(Math.round(seconds)).padStart(5)} s  ${answered} deliveries answered, ${failed} errors`;
}
