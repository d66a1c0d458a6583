import { availableParallelism } from "node:os";
import { type Account, isAcknowledgement } from "../kit/account.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import type { LatencyRow } from "./latencies.ts";
import type { LoadResult } from "./run-load.ts";

export function describeLoad({ load, processors, connections, account }: LoadResult): string {
  const { seconds, warmUps, handshakes, latencies, driverProcessors } = load;
  const busy = [processors.all, processors.stack, driverProcessors].map((count) => count.toFixed(2));
  return `${describeLatencies(latencies, seconds)}
${seconds.toFixed(1)} s on ${connections} TLS connections, opened ${handshakes} times in all, after ${warmUps} deliveries to warm up.
Milliseconds from the writing of a request to the last byte of its response. Each connection sends when it was answered.
${describeEvents(account)}
Processors: ${busy[0]} of ${availableParallelism()} busy; ${busy[1]} with the gateway, DynamoDB and SQS, ${busy[2]} with the driver, the rest with the functions and
whatever else runs. All of it shares one computer, and the stores are embedded: the numbers say nothing about AWS.
`;
}

function describeLatencies(rows: readonly LatencyRow[], seconds: number): string {
  const lines = rows.map(({ name, count, p50, p99, p999, max }) => [
    name,
    writeNumber(count),
    ...[count / seconds, p50, p99, p999, max].map((value) => value.toFixed(1)),
  ]);
  return writeTable(["", "deliveries", "per second", "p50", "p99", "p99.9", "max"], lines);
}

function describeEvents({ sent, arrivalsOf, logs }: Account): string {
  const genuine = sent.filter(({ kind }) => kind === "understood");
  const acknowledged = genuine.filter(({ responses }) => responses.some(isAcknowledgement));
  const found = acknowledged.filter(({ identity }) => arrivalsOf(identity).length === 1);
  return `Events: ${writeNumber(acknowledged.length)} notifications acknowledged, ${writeNumber(found.length)} of them on the queue once; ${logs.deferred.size} deferred on the way.`;
}
