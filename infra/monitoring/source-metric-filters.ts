import { Unit } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type ILogGroup, type JsonPattern } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { DeliveryLine, SecretLine } from "../../lib/wiring/log-lines.ts";
import { fieldValue, type LogMetric, LogMetrics } from "./log-metrics.ts";
import { countNames, sourceNamespace, timeNames } from "./metric-names.ts";

export interface SourceMetricFiltersProps {
  readonly source: string;
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly logGroup: ILogGroup;
}

const field = (name: keyof DeliveryLine) => `$.${name}`;
const outcome = (value: DeliveryLine["outcome"]) => FilterPattern.stringValue(field("outcome"), "=", value);

const secret = (value: SecretLine["secret"]) =>
  FilterPattern.stringValue(`$.${"secret" satisfies keyof SecretLine}`, "=", value);

const countPatterns: Readonly<Record<(typeof countNames)[keyof typeof countNames], JsonPattern>> = {
  [countNames.received]: FilterPattern.exists(field("outcome")),
  [countNames.authentic]: FilterPattern.any(
    outcome("accepted"),
    outcome("duplicate"),
    outcome("quarantined"),
    outcome("deferred"),
  ),
  [countNames.accepted]: outcome("accepted"),
  [countNames.duplicate]: outcome("duplicate"),
  [countNames.quarantined]: outcome("quarantined"),
  [countNames.deferred]: outcome("deferred"),
  [countNames.refused]: outcome("refused"),
  [countNames.failed]: outcome("failed"),
  [countNames.repeatable]: FilterPattern.booleanValue(field("repeatable"), true),
  [countNames.altered]: FilterPattern.booleanValue(field("altered"), true),
  [countNames.tableFault]: FilterPattern.exists(field("tableFault")),
  [countNames.unusableSecret]: secret("unusable_version"),
};

/** The metrics of a source, read out of the lines that its function writes of deliveries and of its secret. */
export class SourceMetricFilters extends LogMetrics {
  constructor(scope: Construct, id: string, { source, service, logGroup }: SourceMetricFiltersProps) {
    const metrics = [...counts(), byCode("refused"), byCode("failed"), ...times()];
    super(scope, id, { logGroup, namespace: sourceNamespace(service, source), metrics });
  }
}

function counts(): LogMetric[] {
  return Object.entries(countPatterns).map(([name, pattern]) => ({ name, pattern, unit: Unit.COUNT }));
}

/** A second time, with the code as a dimension: CloudWatch bills a metric for each code that occurs. */
function byCode(name: "refused" | "failed"): LogMetric {
  return {
    name: countNames[name],
    pattern: FilterPattern.all(outcome(name), FilterPattern.exists(field("code"))),
    dimensions: { code: field("code") },
    unit: Unit.COUNT,
  };
}

/**
 * CloudWatch has percentiles of these as long as none is negative
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html).
 */
function times(): LogMetric[] {
  return Object.entries(timeNames).map(([key, name]) => ({
    ...fieldValue(`$.${key}`),
    name,
    unit: Unit.MILLISECONDS,
  }));
}
