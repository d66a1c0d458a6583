import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { metricNamespace, redriveMetricNames } from "../metric-names.ts";
import type { RedriveReport } from "../redrive.ts";

/** Two metrics a run, and a log line where there was something to do: it runs every minute. */
export function createRedriveTelemetry(serviceName: string) {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: metricNamespace, serviceName });
  return {
    record(report: RedriveReport): void {
      const { found, sent, failed, finished } = report;
      if (failed > 0) logger.warn("redrive", { ...report });
      else if (found > 0) logger.info("redrive", { ...report });
      // A run that could not look says nothing, and the alarm that watches this metric takes silence for a fault.
      if (found > 0 || finished) metrics.addMetric(redriveMetricNames.waiting, MetricUnit.Count, found);
      metrics.addMetric(redriveMetricNames.redriven, MetricUnit.Count, sent);
      metrics.publishStoredMetrics();
    },
  };
}
