import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";

/** One source as it is deployed. */
export interface DeployedSource {
  readonly sourceId: string;
  /** The id as it begins the names of resources and outputs. */
  readonly name: string;
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly handler: LambdaFunction;
  /** The URL for the vendor. */
  readonly address: string;
  /** The secret with the source's credentials. Undefined if no scheme uses one. */
  readonly secretName: string | undefined;
  readonly silentAfterHours: number | undefined;
  /** Its vendor signs part of each body, so that a copy can be altered. */
  readonly signsFields: boolean;
}

/** A consumer as alarms and the dashboard see it. */
export interface WatchedConsumer {
  readonly consumerId: string;
  /** As it begins the names of alarms. */
  readonly name: string;
  /** Normalized events. */
  readonly queue: Queue;
  /** Events that the consumer gave up on. */
  readonly deadLetterQueue: Queue;
  /** Events that SNS could not deliver. */
  readonly undeliveredQueue: Queue | undefined;
}

/** The intake as alarms and the dashboard see it. */
export interface WatchedIntake {
  readonly consumers: readonly WatchedConsumer[];
  readonly topic: ITopic | undefined;
  /** Authentic deliveries that were not understood. */
  readonly quarantineQueue: Queue;
  readonly sources: readonly DeployedSource[];
  /** The deployment's name in the metrics. */
  readonly service: string;
}
