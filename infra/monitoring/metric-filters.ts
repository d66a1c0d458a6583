import { FilterPattern, type ILogGroup, type JsonPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { LogMetric } from "./metrics.ts";

export interface MetricFiltersProps {
  readonly logGroup: ILogGroup;
  readonly namespace: string;
  readonly metrics: Readonly<Record<string, LogMetric>>;
}

/** Metric filters on one log group. None has a default value: the alarms for silence need missing data. */
export class MetricFilters extends Construct {
  readonly #props: MetricFiltersProps;
  #last: MetricFilter | undefined;

  constructor(scope: Construct, id: string, props: MetricFiltersProps) {
    super(scope, id);
    this.#props = props;
    for (const metric of Object.values(props.metrics)) {
      this.#add(metric.name, metric, metric.pattern);
      if (!metric.byCode) continue;
      const hasCode = FilterPattern.all(metric.pattern, FilterPattern.exists("$.code"));
      this.#add(`${metric.name}ByCode`, metric, hasCode, { code: "$.code" });
    }
  }

  #add(
    id: string,
    { name, field, unit }: LogMetric,
    filterPattern: JsonPattern,
    dimensions?: Record<string, string>,
  ): void {
    const { logGroup, namespace } = this.#props;
    const filter = new MetricFilter(this, id, {
      logGroup,
      metricNamespace: namespace,
      metricName: name,
      filterPattern,
      metricValue: field ?? "1",
      unit,
      ...(dimensions ? { dimensions } : {}),
    });
    // CloudWatch Logs refuses two changes of a log group at once
    // (https://github.com/hashicorp/terraform-provider-aws/pull/7880).
    if (this.#last) filter.node.addDependency(this.#last);
    this.#last = filter;
  }
}
