import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";

/** One source as it is deployed. */
export interface DeployedSource {
  readonly id: string;
  /** The id as it begins the names of resources and outputs. */
  readonly name: string;
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly handler: LambdaFunction;
  /** What to give the vendor. */
  readonly address: string;
  /** Where to put what its deliveries are checked against; absent where no secret is used. */
  readonly secretName: string | undefined;
  readonly silentAfterHours: number | undefined;
  /** Its vendor signs part of each body, so that a copy can be altered. */
  readonly signsFields: boolean;
}

/** What alarms and the dashboard look at. */
export interface WatchedIntake {
  /** Normalized events. */
  readonly queue: Queue;
  /** Events that consumers gave up on. */
  readonly deadLetterQueue: Queue;
  /** Authentic deliveries that were not understood. */
  readonly quarantineQueue: Queue;
  readonly deployedSources: readonly DeployedSource[];
  /** The deployment's name in the metrics. */
  readonly service: string;
}
