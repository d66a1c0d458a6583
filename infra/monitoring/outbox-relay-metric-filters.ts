import { Unit } from "aws-cdk-lib/aws-cloudwatch";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { fieldValue, LogMetrics } from "./log-metrics.ts";
import { relayMetricNames, relayNamespace } from "./metric-names.ts";

export interface RelayMetricFiltersProps {
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly logGroup: ILogGroup;
}

/** The metrics of the relay, read out of the one line that it writes for each run. */
export class RelayMetricFilters extends LogMetrics {
  constructor(scope: Construct, id: string, { service, logGroup }: RelayMetricFiltersProps) {
    const metrics = Object.entries(relayMetricNames).map(([key, name]) => ({
      ...fieldValue(`$.${key}`),
      name,
      unit: Unit.COUNT,
    }));
    super(scope, id, { logGroup, namespace: relayNamespace(service), metrics });
  }
}
