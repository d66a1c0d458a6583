import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { EventConsumer } from "../resources/event-consumer.ts";
import type { IntakeSource } from "../resources/intake-source.ts";

/** The intake as alarms and the dashboard see it. */
export interface WatchedIntake {
  readonly consumers: readonly EventConsumer[];
  readonly topic: ITopic | undefined;
  /** Authentic deliveries that were not understood. */
  readonly quarantineQueue: Queue;
  readonly sources: readonly IntakeSource[];
  /** The deployment's name in the metrics. */
  readonly service: string;
}
