import { Duration } from "aws-cdk-lib";
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  SingleValueWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { EventConsumer } from "../resources/event-consumer.ts";
import type { IntakeSource } from "../resources/intake-source.ts";
import { sumOf, waitingMetric } from "../resources/metrics.ts";
import { type CostSettings, dollarsPerMillisecond, dollarsPerNotification } from "./estimated-cost.ts";
import type { WatchedIntake } from "./watched-intake.ts";

const width = 8;

export interface IntakeDashboardProps {
  readonly intake: WatchedIntake;
  readonly settings: CostSettings & { readonly memoryMb: number };
}

/** A row for each source, one for each consumer, one for what waits and one for the cost. */
export class IntakeDashboard extends Construct {
  constructor(scope: Construct, id: string, { intake, settings }: IntakeDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, "Dashboard", { defaultInterval: Duration.days(1) });
    for (const source of intake.sources) dashboard.addWidgets(...sourceRow(source));
    for (const consumer of intake.consumers) dashboard.addWidgets(...consumerRow(consumer));
    dashboard.addWidgets(asideGraph(intake));
    dashboard.addWidgets(...costRow(intake.sources, settings));
  }
}

/** A graph for each title. */
function rowOf(id: string, metrics: Readonly<Record<string, IMetric[]>>): GraphWidget[] {
  return Object.entries(metrics).map(
    ([title, left]) => new GraphWidget({ title: `${id}: ${title}`, left, width }),
  );
}

function sourceRow(source: IntakeSource): GraphWidget[] {
  return rowOf(source.sourceId, {
    "taken in": [source.metric("accepted"), source.metric("duplicate")],
    "refused, quarantined, deferred, failed": [
      source.metric("refused"),
      source.metric("quarantined"),
      ...(source.signsFields ? [source.metric("altered")] : []),
      source.metric("deferred"),
      source.metric("failed"),
      source.metric("tableFault"),
      source.metric("unusableSecret"),
    ],
    "milliseconds, 99 of 100": [source.metric("durationMs", { statistic: "p99" })],
  });
}

function consumerRow({ consumerId, queue, deadLetterQueue, undeliveredQueue }: EventConsumer) {
  const undelivered = undeliveredQueue?.metricApproximateNumberOfMessagesVisible({ label: "undelivered" });
  return rowOf(consumerId, {
    "sent and deleted": [queue.metricNumberOfMessagesSent(), queue.metricNumberOfMessagesDeleted()],
    "seconds the oldest has waited": [queue.metricApproximateAgeOfOldestMessage()],
    "set aside": [
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ label: "dead letters" }),
      ...(undelivered ? [undelivered] : []),
    ],
  });
}

function asideGraph(intake: WatchedIntake): GraphWidget {
  return new GraphWidget({
    title: "set aside",
    left: [
      intake.quarantineQueue.metricApproximateNumberOfMessagesVisible({ label: "quarantine" }),
      waitingMetric(intake, "Maximum", Duration.minutes(5)).with({ label: "deferred" }),
    ],
    width,
  });
}

/** Lambda's metric of the duration is the billed time, without cold starts. */
function costRow(
  sources: readonly IntakeSource[],
  settings: IntakeDashboardProps["settings"],
): SingleValueWidget[] {
  const period = Duration.days(1);
  const received = sumOf(
    "received",
    sources.map((source) => source.metric("received", { period })),
  );
  const lasted = sumOf(
    "lasted",
    sources.map(({ handler }) => handler.metricDuration({ statistic: "Sum", period })),
  );
  const dollars = new MathExpression({
    expression:
      `(${received.expression}) * ${decimal(dollarsPerNotification(settings))} + ` +
      `(${lasted.expression}) * ${decimal(dollarsPerMillisecond(settings.memoryMb))}`,
    usingMetrics: { ...received.usingMetrics, ...lasted.usingMetrics },
    label: "US dollars a day if all were new, estimated, without cold starts and consumers",
    period,
  });
  return [
    new SingleValueWidget({
      title: "cost",
      metrics: [dollars],
      width: 3 * width,
      setPeriodToTimeRange: false,
    }),
  ];
}

/** The documentation of metric math has no exponents. */
function decimal(dollars: number): string {
  return dollars.toFixed(15);
}
