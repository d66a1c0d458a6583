import { isAcknowledgement } from "../kit/response.ts";
import { quantiles } from "../kit/spread.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import type { LoadResult } from "./run-load.ts";

export function describeLoad({ load, account }: LoadResult): string {
  const { seconds, latenciesMs } = load;
  const rows = [...latenciesMs].map(([name, values]) => [
    name,
    writeNumber(values.length),
    ...[values.length / seconds, ...quantiles(values, [0.5, 0.99, 1])].map((value) => value.toFixed(1)),
  ]);
  const acknowledged = account.sent.filter(
    ({ kind, responses }) => kind === "understood" && responses.some(isAcknowledgement),
  );
  return `${writeTable(["", "deliveries", "per second", "p50", "p99", "max"], rows)}
${seconds.toFixed(1)} s after warming up. Milliseconds from the writing of a request to the last byte of its response.
Events: ${writeNumber(acknowledged.length)} notifications acknowledged; ${account.logs.deferred.size} deferred on the way.
`;
}
