import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { ReceivedMessage } from "../../consumer/in-order.ts";

export interface PolledQueue {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly visibilityTimeoutSeconds: number;
}

export interface PolledMessage extends ReceivedMessage {
  readonly groupId: string | undefined;
  readonly receiptHandle: string | undefined;
}

/** The longest that SQS waits for a message. */
const waitTimeSeconds = 20;

export async function receiveMessages(
  { client, queueUrl, batchSize, visibilityTimeoutSeconds }: PolledQueue,
  abortSignal: AbortSignal,
): Promise<PolledMessage[]> {
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
}

/** Hides messages for so many seconds from now. 0 gives them back. */
export async function hideMessages(
  { client, queueUrl: QueueUrl }: PolledQueue,
  messages: readonly PolledMessage[],
  VisibilityTimeout: number,
): Promise<void> {
  const Entries = messages.map((message) => ({ ...entryOf(message), VisibilityTimeout }));
  const { Failed } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  checkFailures("change the visibility of", Failed);
}

export async function deleteMessages(
  { client, queueUrl: QueueUrl }: PolledQueue,
  messages: readonly PolledMessage[],
): Promise<void> {
  const Entries = messages.map(entryOf);
  const { Failed } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  checkFailures("delete", Failed);
}

function entryOf({ messageId: Id, receiptHandle: ReceiptHandle }: PolledMessage) {
  return { Id, ReceiptHandle };
}

/** SQS answers 200 to a batch even if it did nothing for some of its messages. */
function checkFailures(action: string, failed: readonly BatchResultErrorEntry[] = []): void {
  const [first] = failed;
  if (first) throw new Error(`SQS did not ${action} ${failed.length} messages: ${first.Code}`);
}
