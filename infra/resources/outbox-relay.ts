import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { type FunctionProps, IntakeFunction } from "./intake-function.ts";
import { MetricFilters } from "./metric-filters.ts";
import { relayMetrics, relayNamespace } from "./metrics.ts";

const everyMinute = Duration.minutes(1);
// The next minute's run is the retry. One of Lambda's own, later, would only run beside it.
const once = { retryAttempts: 0, maxEventAge: everyMinute };

/** The function that sends deferred messages, every minute. With IAM's permission it can be invoked at any time. */
export class OutboxRelay extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id);
    const { handler, logGroup } = new IntakeFunction(this, "Function", {
      ...props,
      bundle: "outbox-relay",
      description: "Sends deferred messages to their queues",
      memoryMb: 512,
      timeout: Duration.minutes(1),
    });
    this.handler = handler;
    new MetricFilters(this, "Filters", {
      namespace: relayNamespace(props.service),
      logGroup,
      metrics: relayMetrics,
    });
    props.table.grantRelay(handler);
    props.queues.grantSend(handler);
    handler.configureAsyncInvoke(once);
    new Schedule(this, "Schedule", {
      description: "Sends deferred messages to their queues",
      schedule: ScheduleExpression.rate(everyMinute),
      target: new LambdaInvoke(handler, once),
    });
  }
}
