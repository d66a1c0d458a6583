import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { DeployedSource } from "./deployed-source.ts";
import { countNames, relayMetricNames, relayNamespace, sourceNamespace, timeNames } from "./metric-names.ts";

type Watched = Pick<DeployedSource, "id" | "service">;

/** How many deliveries of a source there were, or reads of its secret, in five minutes unless said otherwise. */
export function countMetric(
  { id, service }: Watched,
  name: keyof typeof countNames,
  period = Duration.minutes(5),
): Metric {
  return new Metric({
    namespace: sourceNamespace(service, id),
    metricName: countNames[name],
    statistic: "Sum",
    period,
  });
}

/** How long 99 of 100 deliveries of a source took at most. */
export function durationMetric({ id, service }: Watched): Metric {
  return new Metric({
    namespace: sourceNamespace(service, id),
    metricName: timeNames.durationMs,
    statistic: "p99",
    period: Duration.minutes(5),
  });
}

/** Deferred messages that the last runs of the relay met. */
export function waitingMetric(
  service: string,
  statistic: "Maximum" | "SampleCount",
  period: Duration,
): Metric {
  return new Metric({
    namespace: relayNamespace(service),
    metricName: relayMetricNames.waiting,
    statistic,
    period,
  });
}
