import { Unit } from "aws-cdk-lib/aws-cloudwatch";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { fieldValue, LogMetrics } from "./log-metrics.ts";
import { redriveMetricNames, redriveNamespace } from "./metric-names.ts";

export interface RedriveMetricFiltersProps {
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly logGroup: ILogGroup;
}

/** The metrics of the redrive, read out of the one line that it writes for each run. */
export class RedriveMetricFilters extends LogMetrics {
  constructor(scope: Construct, id: string, { service, logGroup }: RedriveMetricFiltersProps) {
    const metrics = Object.entries(redriveMetricNames).map(([key, name]) => ({
      ...fieldValue(`$.${key}`),
      name,
      unit: Unit.COUNT,
    }));
    super(scope, id, { logGroup, namespace: redriveNamespace(service), metrics });
  }
}
