import { AccountPrincipal, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource, type SqsEventSourceProps } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { ChosenConsumer } from "../settings/chosen-consumer.ts";
import { consumerFaults } from "../settings/consumer-faults.ts";
import type { EventTopic } from "./event-topic.ts";
import { createQueue, type FifoQueueProps } from "./fifo-queue.ts";

/** A consumer's failures on an event before SQS moves it to the dead-letter queue. */
const receivesBeforeDeadLetter = 5;

/** `grantConsumeMessages` would open the key as well, to more than SQS. */
const consumingActions = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibility",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
];

export interface EventConsumerProps extends FifoQueueProps {
  readonly chosen: ChosenConsumer;
  readonly topic: EventTopic | undefined;
}

/** One consumer's events, and those that it gave up on. */
export class EventConsumer {
  readonly consumerId: string;
  /** As it begins the names of outputs and alarms. */
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  /** Events that SNS accepted and could not deliver to the queue. Undefined without a topic. */
  readonly undeliveredQueue: Queue | undefined;
  readonly #functions: IFunction[] = [];

  constructor(scope: Construct, { chosen, topic, ...props }: EventConsumerProps) {
    const visibilityTimeout = chosen.visibilityTimeout ?? props.visibilityTimeout;
    this.consumerId = chosen.id;
    this.name = chosen.name;
    this.deadLetterQueue = createQueue(scope, "DeadLetters", props);
    const deadLetterQueue = { queue: this.deadLetterQueue, maxReceiveCount: receivesBeforeDeadLetter };
    this.queue = createQueue(scope, "Events", { ...props, visibilityTimeout, deadLetterQueue });
    this.undeliveredQueue = topic?.subscribe(scope, this.queue, chosen.filter);
    this.queue.node.addValidation({ validate: () => consumerFaults(this.#functions, visibilityTimeout) });
    if (chosen.account) this.queue.grant(new AccountPrincipal(chosen.account), ...consumingActions);
  }

  /**
   * Hands events to a Lambda function, up to ten at a time. The function reports failed ones (`ReportBatchItemFailures`), and
   * SQS deletes the others. Its timeout is at most the queue's visibility timeout. AWS advises a sixth.
   */
  addConsumer(handler: IFunction, options: Omit<SqsEventSourceProps, "reportBatchItemFailures"> = {}): void {
    this.#functions.push(handler);
    if (this.#functions.length > 1) return;
    handler.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, ...options, reportBatchItemFailures: true }),
    );
  }

  /** Lets any other consumer receive and delete events. */
  grantConsume(grantee: IGrantable): void {
    this.queue.grantConsumeMessages(grantee);
  }
}
