import type { Unit } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** A metric that is read out of the lines of a log group. */
export interface LogMetric {
  readonly name: string;
  readonly pattern: IFilterPattern;
  /** The field whose value it takes, like `$.durationMs`; else it counts lines. */
  readonly value?: string;
  /** Dimensions, by the field that holds their value. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly unit: Unit;
}

export interface LogMetricsProps {
  readonly logGroup: ILogGroup;
  readonly namespace: string;
  readonly metrics: readonly LogMetric[];
}

/**
 * Metric filters on one log group. None has a default value: what does not happen is missing data, which the alarms for
 * silence rest on.
 */
export class LogMetrics extends Construct {
  constructor(scope: Construct, id: string, { logGroup, namespace, metrics }: LogMetricsProps) {
    super(scope, id);
    const filters = metrics.map(
      ({ name, pattern, value, dimensions, unit }) =>
        new MetricFilter(this, dimensions ? `${name}By${Object.keys(dimensions)}` : name, {
          logGroup,
          metricNamespace: namespace,
          metricName: name,
          filterPattern: pattern,
          unit,
          ...(value ? { metricValue: value } : {}),
          ...(dimensions ? { dimensions } : {}),
        }),
    );
    // One after the other: CloudWatch Logs refuses two at once on one log group
    // (https://github.com/hashicorp/terraform-provider-aws/pull/7880).
    for (const [at, filter] of filters.entries()) {
      const before = filters[at - 1];
      if (before) filter.node.addDependency(before);
    }
  }
}

/** What a field holds, wherever it is there; the pattern has to name a field whose value is taken. */
export function fieldValue(value: string): Pick<LogMetric, "pattern" | "value"> {
  return { pattern: FilterPattern.numberValue(value, ">=", 0), value };
}
