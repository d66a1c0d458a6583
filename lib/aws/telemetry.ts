import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Answer } from "../answer.ts";
import { metricNames, metricNamespace, metricService } from "../metric-names.ts";
import type { Receipt } from "../receive-delivery.ts";

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
}

/**
 * One structured log line a delivery, and its metrics in CloudWatch's embedded format. Only ids, codes and counts:
 * never a body, a header, an address or anything that a vendor wrote, but for a correlation id of harmless characters.
 */
export function createTelemetry(source: string): Telemetry {
  const logger = new Logger({ serviceName: metricService, persistentKeys: { source } });
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName: metricService,
    defaultDimensions: { source },
  });
  return {
    record({ requestId, correlationId, answer, receipt, durationMs }) {
      const fields = { requestId, correlationId, ...receipt, status: answer.status, durationMs };
      if (receipt.outcome === "failed") logger.error("delivery", fields);
      else if (receipt.tableFault) logger.warn("delivery", fields);
      else logger.info("delivery", fields);
      metrics.addMetric(metricNames.received, MetricUnit.Count, 1);
      metrics.addMetric(metricNames[receipt.outcome], MetricUnit.Count, 1);
      if (receipt.tableFault) metrics.addMetric(metricNames.tableFault, MetricUnit.Count, 1);
      metrics.addMetric(metricNames.durationMs, MetricUnit.Milliseconds, durationMs);
      if (receipt.code) metrics.addMetadata("code", receipt.code);
      metrics.publishStoredMetrics();
    },
  };
}
