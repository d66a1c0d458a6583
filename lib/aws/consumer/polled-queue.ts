import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { ReceivedMessage } from "../../consumer/in-order.ts";

interface PolledQueueSettings {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly visibilityTimeoutSeconds: number;
}

export interface PolledMessage extends ReceivedMessage {
  readonly groupId: string | undefined;
  readonly receiptHandle: string | undefined;
}

export type PolledQueue = ReturnType<typeof createPolledQueue>;

/** SQS waits no longer. */
const waitTimeSeconds = 20;

/** Throws if SQS does less than asked. */
export function createPolledQueue({
  client,
  queueUrl,
  batchSize,
  visibilityTimeoutSeconds,
}: PolledQueueSettings) {
  return {
    async receive(abortSignal: AbortSignal): Promise<PolledMessage[]> {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: waitTimeSeconds,
        VisibilityTimeout: visibilityTimeoutSeconds,
        MessageSystemAttributeNames: ["MessageGroupId"],
      });
      const { Messages = [] } = await client.send(command, { abortSignal });
      return Messages.map(({ MessageId = "", Body = "", Attributes, ReceiptHandle }) => ({
        messageId: MessageId,
        body: Body,
        groupId: Attributes?.MessageGroupId,
        receiptHandle: ReceiptHandle,
      }));
    },
    /** Seconds from now. 0 releases the messages. */
    async hide(messages: readonly PolledMessage[], VisibilityTimeout: number): Promise<void> {
      const Entries = messages.map((message) => ({ ...entryOf(message), VisibilityTimeout }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
      checkFailures("change the visibility of", (await client.send(command)).Failed);
    },
    async delete(messages: readonly PolledMessage[]): Promise<void> {
      const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: messages.map(entryOf) });
      checkFailures("delete", (await client.send(command)).Failed);
    },
  };
}

function entryOf({ messageId: Id, receiptHandle: ReceiptHandle }: PolledMessage) {
  return { Id, ReceiptHandle };
}

/** SQS answers 200 even if some messages failed. */
function checkFailures(action: string, failed: readonly BatchResultErrorEntry[] = []): void {
  const [first] = failed;
  if (first) throw new Error(`SQS did not ${action} ${failed.length} messages: ${first.Code}`);
}
