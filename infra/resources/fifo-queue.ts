import { Duration } from "aws-cdk-lib";
import {
  type DeadLetterQueue,
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
} from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type DataProps, removalPolicyOf } from "./data-props.ts";

export interface FifoQueueProps extends DataProps {
  readonly visibilityTimeout: Duration;
  readonly deadLetterQueue?: DeadLetterQueue | undefined;
}

/** High throughput mode: SQS limits and deduplicates each message group, and so each subject. */
export function createQueue(scope: Construct, id: string, props: FifoQueueProps): Queue {
  const { encryptionKey, visibilityTimeout, deadLetterQueue } = props;
  return new Queue(scope, id, {
    fifo: true,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    contentBasedDeduplication: false,
    retentionPeriod: Duration.days(14),
    visibilityTimeout,
    maxMessageSizeBytes: maxMessageBytes,
    encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    removalPolicy: removalPolicyOf(props),
    deadLetterQueue,
  });
}

/** Of SQS and of an SNS topic alike. */
export const maxMessageBytes = 1024 * 1024;
