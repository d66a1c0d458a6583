import { Duration } from "aws-cdk-lib";
import {
  ComparisonOperator,
  type IMetric,
  Metric,
  type MetricOptions,
  TreatMissingData,
  Unit,
} from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type JsonPattern } from "aws-cdk-lib/aws-logs";
import type { DeliveryLine, RelayLine, SecretLine, StepTimes } from "../../lib/wiring/log-lines.ts";

/** A metric that CloudWatch Logs reads out of the lines of a log group. */
export interface LogMetric {
  readonly name: string;
  /** The lines that feed it. */
  readonly pattern: JsonPattern;
  /** The field with the value. Without it, the metric counts lines. */
  readonly field?: string | undefined;
  readonly unit: Unit;
  /** A second time, with the code as a dimension: CloudWatch bills a metric for each code that occurs. */
  readonly byCode?: boolean | undefined;
  readonly alarm?: MetricAlarm | undefined;
}

interface Watched {
  readonly secretName: string | undefined;
  readonly signsFields: boolean;
}

interface MetricAlarm {
  /** In five minutes, 1 by default. */
  readonly threshold?: number | undefined;
  /** What happened at this source, and what to do. */
  readonly text: (source: string) => string;
  /** By default every source has the alarm. */
  readonly isFor?: ((source: Watched) => boolean) | undefined;
}

const outcome = (value: DeliveryLine["outcome"]) => FilterPattern.stringValue("$.outcome", "=", value);
const exists = (field: keyof DeliveryLine) => FilterPattern.exists(`$.${field}`);
const isTrue = (field: keyof DeliveryLine) => FilterPattern.booleanValue(`$.${field}`, true);
const secret = (value: SecretLine["secret"]) => FilterPattern.stringValue("$.secret", "=", value);

type Extras = Pick<LogMetric, "byCode" | "alarm">;
const lines = (name: string, pattern: JsonPattern, extras: Extras = {}): LogMetric => ({
  ...extras,
  name,
  pattern,
  unit: Unit.COUNT,
});

/** CloudWatch has percentiles of a metric without negative values. The pattern has to name the field. */
const value = (name: string, field: keyof DeliveryLine | keyof RelayLine, unit: Unit) => ({
  name,
  field: `$.${field}`,
  pattern: FilterPattern.numberValue(`$.${field}`, ">=", 0),
  unit,
});
const time = (name: string, field: keyof DeliveryLine): LogMetric => value(name, field, Unit.MILLISECONDS);

/** The metrics of a source, out of the lines of its function. */
export const sourceMetrics = {
  received: lines("Received", exists("outcome")),
  /** The sender proved itself. */
  authentic: lines(
    "Authentic",
    FilterPattern.any(outcome("accepted"), outcome("duplicate"), outcome("quarantined"), outcome("deferred")),
  ),
  accepted: lines("Accepted", outcome("accepted")),
  duplicate: lines("Duplicate", outcome("duplicate")),
  quarantined: lines("Quarantined", outcome("quarantined")),
  deferred: lines("Deferred", outcome("deferred")),
  refused: lines("Refused", outcome("refused"), {
    byCode: true,
    alarm: {
      threshold: 50,
      text: (source) =>
        `Fifty deliveries of ${source} or more were refused in 5 minutes. Did the vendor or you rotate a secret? The log has each code.`,
    },
  }),
  failed: lines("Failed", outcome("failed"), { byCode: true }),
  repeatable: lines("Repeatable", isTrue("repeatable")),
  altered: lines("Altered", isTrue("altered"), {
    alarm: {
      isFor: ({ signsFields }) => signsFields,
      text: (source) =>
        `Two bodies of ${source} came under one signature: a forged copy, or a retry that the vendor did not sign anew. Compare them: one is an event, the other is in quarantine.`,
    },
  }),
  tableFault: lines("TableFault", exists("tableFault"), {
    alarm: {
      text: (source) =>
        `DynamoDB did not answer the function of ${source}, so a late copy may become a second event. Check DynamoDB's health and the table's throttles.`,
    },
  }),
  unusableSecret: lines("UnusableSecret", secret("unusable_version"), {
    alarm: {
      isFor: ({ secretName }) => secretName !== undefined,
      text: (source) =>
        `The function of ${source} cannot use the current version of its secret, but may still use the previous one. Put the previous value back, then store the new one as JSON.`,
    },
  }),
  durationMs: time("Duration", "durationMs"),
  secretMs: time("SecretDuration", "secretMs"),
  checkMs: time("CheckDuration", "checkMs"),
  sendMs: time("SendDuration", "sendMs"),
  recordMs: time("RecordDuration", "recordMs"),
  deferMs: time("DeferDuration", "deferMs"),
} as const satisfies Readonly<Record<DeliveryLine["outcome"] | keyof StepTimes, LogMetric>> &
  Readonly<Record<string, LogMetric>>;

/** The metrics of the outbox relay, out of the line that it writes for each run. */
export const relayMetrics = {
  waiting: value("OutboxWaiting", "waiting", Unit.COUNT),
  relayed: value("Relayed", "relayed", Unit.COUNT),
} as const satisfies Partial<Readonly<Record<keyof RelayLine, LogMetric>>>;

/** Deployment and source are in the namespace: a metric filter can make a dimension of a field alone. */
export function sourceNamespace(service: string, source: string): string {
  return `${relayNamespace(service)}/${source}`;
}

export function relayNamespace(service: string): string {
  return `Notifications/${service}`;
}

/** At least one. */
export const exceeded = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** A metric of a source: the sum of five minutes, unless said otherwise. */
export function sourceMetric(
  { sourceId, service }: { readonly sourceId: string; readonly service: string },
  { name: metricName }: LogMetric,
  options: MetricOptions = {},
): Metric {
  const namespace = sourceNamespace(service, sourceId);
  return new Metric({ namespace, metricName, statistic: "Sum", period: Duration.minutes(5), ...options });
}

/** The sum of these metrics, whose names begin so in the expression. CloudWatch adds no metric without data. */
export function sumOf(name: string, metrics: readonly IMetric[]) {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${name}${index}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(" + ");
  return { expression, usingMetrics };
}

/** The deferred messages that the last runs of the relay saw. */
export function waitingMetric(
  { service }: { readonly service: string },
  statistic: "Maximum" | "SampleCount",
  period: Duration,
): Metric {
  const namespace = relayNamespace(service);
  return new Metric({ namespace, metricName: relayMetrics.waiting.name, statistic, period });
}
