import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Answer } from "../answer.ts";
import { metricNames, metricNamespace } from "../metric-names.ts";
import type { Receipt } from "../receive-delivery.ts";
import { type TimedCall, timedCalls } from "./stopwatch.ts";

export interface Telemetry {
  readonly record: (fact: DeliveryFact) => void;
}

/** What is known of a delivery when it has been answered. */
interface DeliveryFact {
  readonly requestId: string;
  readonly correlationId: string;
  readonly answer: Answer;
  readonly receipt: Receipt;
  readonly durationMs: number;
  /** How much of it each AWS call took. */
  readonly callsMs: Partial<Record<TimedCall, number>>;
}

/**
 * One structured log line a delivery, and its metrics in CloudWatch's embedded format. Only ids, codes and counts:
 * never a body, a header, an address or anything that a vendor wrote, but for a correlation id of harmless characters.
 */
export function createTelemetry(source: string, serviceName: string): Telemetry {
  const logger = new Logger({ serviceName, persistentKeys: { source } });
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName,
    defaultDimensions: { source },
  });
  const time = (name: "durationMs" | TimedCall, milliseconds: number | undefined) => {
    if (milliseconds !== undefined)
      metrics.addMetric(metricNames[name], MetricUnit.Milliseconds, milliseconds);
  };
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);
  return {
    record({ requestId, correlationId, answer, receipt, durationMs, callsMs }) {
      const fields = { requestId, correlationId, ...receipt, status: answer.status, durationMs, callsMs };
      if (receipt.outcome === "failed") logger.error("delivery", fields);
      else if (receipt.tableFault) logger.warn("delivery", fields);
      else logger.info("delivery", fields);
      for (const name of countedNames(receipt)) count(name);
      time("durationMs", durationMs);
      for (const call of timedCalls) time(call, callsMs[call]);
      metrics.publishStoredMetrics();
    },
  };
}

function countedNames({ outcome, code, repeatable, tableFault }: Receipt): string[] {
  const names: string[] = [metricNames.received, metricNames[outcome]];
  if (outcome !== "refused" && outcome !== "failed") names.push(metricNames.authentic);
  if (code) names.push(`${metricNames[outcome]}.${code}`);
  if (repeatable) names.push(metricNames.repeatable);
  if (tableFault) names.push(metricNames.tableFault);
  return names;
}
