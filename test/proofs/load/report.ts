import { isAcknowledgement } from "../kit/response.ts";
import { quantiles } from "../kit/spread.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import type { LoadResult } from "./run-load.ts";

export function describeLoad({ account, seconds, responses }: LoadResult): string {
  const groups = [
    ...Map.groupBy(responses, ({ source }) => source),
    ...Map.groupBy(responses, ({ kind }) => kind),
    ["all", responses] as const,
  ];
  const rows = groups.map(([name, own]) => {
    const latenciesMs = own.map(({ latencyMs }) => latencyMs);
    const figures = [own.length / seconds, ...quantiles(latenciesMs, [0.5, 0.99, 1])];
    return [name, writeNumber(own.length), ...figures.map((figure) => figure.toFixed(1))];
  });
  const acknowledged = account.sent.filter(({ responses }) => responses.some(isAcknowledgement));
  return `${writeTable(["", "deliveries", "per second", "p50", "p99", "max"], rows)}
Milliseconds from the writing of a request to the last byte of its response.
Events: ${writeNumber(acknowledged.length)} notifications acknowledged; ${account.logs.deferred.size} deferred on the way.
`;
}
