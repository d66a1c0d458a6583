import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { metricNames, metricNamespace, metricService } from "../lib/metric-names.ts";

/** A metric that a source's function emits, summed over five minutes unless said otherwise. */
export function sourceMetric(
  source: string,
  name: keyof typeof metricNames,
  period = Duration.minutes(5),
): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: metricNames[name],
    dimensionsMap: { service: metricService, source },
    statistic: name === "durationMs" ? "p99" : "Sum",
    period,
  });
}
