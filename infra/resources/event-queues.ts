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
import { queueSettings } from "./queue-settings.ts";

/** The queues: events for consumers, events that consumers gave up on, and deliveries that were not understood. */
export class EventQueues extends Construct {
  readonly events: Queue;
  readonly deadLetters: Queue;
  readonly quarantine: Queue;
  readonly #props: DataProps;

  constructor(scope: Construct, id: string, props: DataProps) {
    super(scope, id);
    this.#props = props;
    this.deadLetters = this.#createQueue("DeadLetters");
    this.events = this.#createQueue("Events", {
      queue: this.deadLetters,
      maxReceiveCount: queueSettings.receivesBeforeDeadLetter,
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
    const { encryptionKey } = this.#props;
    return new Queue(this, id, {
      fifo: true,
      // High throughput mode: SQS limits and deduplicates each message group, and so each subject.
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      contentBasedDeduplication: false,
      retentionPeriod: Duration.days(queueSettings.retentionDays),
      visibilityTimeout: Duration.seconds(queueSettings.visibilityTimeoutSeconds),
      maxMessageSizeBytes: queueSettings.maxMessageBytes,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      removalPolicy: removalPolicyOf(this.#props),
      ...(deadLetterQueue ? { deadLetterQueue } : {}),
    });
  }
}
