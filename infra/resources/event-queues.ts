import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  type DeadLetterQueue,
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
} from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { type DataProps, removalPolicyOf } from "./data-props.ts";

/** A consumer's failures on an event before SQS moves it to the dead-letter queue. */
const receivesBeforeDeadLetter = 5;

export interface EventQueuesProps extends DataProps {
  readonly visibilityTimeout: Duration;
}

/** The queues: events for consumers, events that consumers gave up on, and deliveries that were not understood. */
export class EventQueues extends Construct {
  readonly events: Queue;
  readonly deadLetters: Queue;
  readonly quarantine: Queue;
  readonly #props: EventQueuesProps;

  constructor(scope: Construct, id: string, props: EventQueuesProps) {
    super(scope, id);
    this.#props = props;
    this.deadLetters = this.#createQueue("DeadLetters");
    this.events = this.#createQueue("Events", {
      queue: this.deadLetters,
      maxReceiveCount: receivesBeforeDeadLetter,
    });
    this.quarantine = this.#createQueue("Quarantine");
  }

  grantSend(handler: LambdaFunction): void {
    this.events.grant(handler, "sqs:SendMessage");
    this.quarantine.grant(handler, "sqs:SendMessage");
    handler.addEnvironment(variableNames.eventQueueUrl, this.events.queueUrl);
    handler.addEnvironment(variableNames.quarantineQueueUrl, this.quarantine.queueUrl);
  }

  #createQueue(id: string, deadLetterQueue?: DeadLetterQueue): Queue {
    const { encryptionKey, visibilityTimeout } = this.#props;
    return new Queue(this, id, {
      fifo: true,
      // High throughput mode: SQS limits and deduplicates each message group, and so each subject.
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      contentBasedDeduplication: false,
      retentionPeriod: Duration.days(14),
      visibilityTimeout,
      maxMessageSizeBytes: 1024 * 1024,
      encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      removalPolicy: removalPolicyOf(this.#props),
      deadLetterQueue,
    });
  }
}
