import { FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { LogMetric } from "./metrics.ts";

export interface MetricFiltersProps {
  readonly logGroup: ILogGroup;
  readonly namespace: string;
  readonly metrics: Readonly<Record<string, LogMetric>>;
}

/** Metric filters on one log group. None has a default value: the alarms for silence need missing data. */
export class MetricFilters extends Construct {
  constructor(scope: Construct, id: string, { logGroup, namespace, metrics }: MetricFiltersProps) {
    super(scope, id);
    const filters = Object.values(metrics).flatMap((metric) => {
      const { name: metricName, field: metricValue = "1", unit, pattern: filterPattern } = metric;
      const props = { logGroup, metricNamespace: namespace, metricName, metricValue, unit, filterPattern };
      const filter = new MetricFilter(this, metricName, props);
      if (!metric.byCode) return [filter];
      const hasCode = FilterPattern.all(filterPattern, FilterPattern.exists("$.code"));
      const byCode = { filterPattern: hasCode, dimensions: { code: "$.code" } };
      return [filter, new MetricFilter(this, `${metricName}ByCode`, { ...props, ...byCode })];
    });
    // CloudWatch Logs refuses two changes of a log group at once
    // (https://github.com/hashicorp/terraform-provider-aws/pull/7880).
    filters.reduce((last, filter) => {
      filter.node.addDependency(last);
      return filter;
    });
  }
}
