import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { RelayMetricFilters } from "../monitoring/outbox-relay-metric-filters.ts";
import type { DataProps } from "./data-props.ts";
import { IntakeFunction, type IntakeFunctionProps } from "./intake-function.ts";

export interface RelayProps
  extends Pick<IntakeFunctionProps, "logRetentionDays" | "platformLogs" | keyof DataProps> {
  /** The deployment's name in the metrics. */
  readonly service: string;
  /** Ids of the sources. */
  readonly sources: readonly string[];
}

/** The function that sends deferred messages, every minute; whoever may invoke it can ask for it at any time. */
export class Relay extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { sources, service, ...props }: RelayProps) {
    super(scope, id);
    const { handler, logGroup } = new IntakeFunction(this, "Function", {
      ...props,
      bundle: "outbox-relay",
      description: "Sends deferred messages to their queues",
      memoryMb: 512,
      timeout: Duration.minutes(1),
      environment: { [variableNames.sources]: JSON.stringify(sources) },
    });
    this.handler = handler;
    new RelayMetricFilters(this, "Filters", { service, logGroup });
    // The next minute is the retry: one of Lambda's own, later, would only run beside it.
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Schedule(this, "Schedule", {
      description: "Deferred messages back to their queues",
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
    });
  }
}
