import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { metricNames, metricNamespace, redriveMetricNames } from "../lib/metric-names.ts";
import type { DeployedSource } from "./deployed-source.ts";

/** A metric that a source's function emits, summed over five minutes unless said otherwise. */
export function sourceMetric(
  { id: source, service }: Pick<DeployedSource, "id" | "service">,
  name: keyof typeof metricNames,
  period = Duration.minutes(5),
): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: metricNames[name],
    dimensionsMap: { service, source },
    statistic: name === "durationMs" ? "p99" : "Sum",
    period,
  });
}

/** Parked messages that the last runs of the redrive met. */
export function waitingMetric(
  service: string,
  statistic: "Maximum" | "SampleCount",
  period: Duration,
): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: redriveMetricNames.waiting,
    dimensionsMap: { service },
    statistic,
    period,
  });
}
