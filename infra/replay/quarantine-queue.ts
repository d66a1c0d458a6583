import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { callQueue } from "./aws-calls.ts";

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
}

/** The most that SQS takes or gives in one call. */
const batchSize = 10;

/** A second is enough for SQS to ask all of its servers, which an immediate answer does not. */
const waitSeconds = 1;

/** The quarantine queue for one that walks through it. */
export interface QuarantineQueue {
  /** Up to ten messages, which nobody else sees from then on. None only if there are no more to see. */
  readonly receive: (hiddenSeconds: number) => Promise<readonly ReceivedMessage[]>;
  /** The ids of those that are gone. */
  readonly remove: (messages: readonly ReceivedMessage[]) => Promise<ReadonlySet<string>>;
  /** The ids of those that are hidden for so long from now on; 0 seconds make them visible at once. */
  readonly hide: (messages: readonly ReceivedMessage[], seconds: number) => Promise<ReadonlySet<string>>;
  /** About how many messages can be received, and how many somebody else has hidden. */
  readonly count: () => Promise<{ readonly visible: number; readonly hidden: number }>;
}

export function createQuarantineQueue(client: SQSClient, QueueUrl: string): QuarantineQueue {
  return {
    async receive(hiddenSeconds) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: waitSeconds,
      });
      const { Messages = [] } = await callQueue((options) => client.send(command, options));
      return Messages.map(({ MessageId: id = "", ReceiptHandle: receiptHandle = "", Body: body = "" }) => ({
        id,
        receiptHandle,
        body,
      }));
    },
    remove: (messages) =>
      inBatches(messages, (Entries) => {
        const command = new DeleteMessageBatchCommand({ QueueUrl, Entries });
        return callQueue((options) => client.send(command, options));
      }),
    hide: (messages, VisibilityTimeout) =>
      inBatches(messages, (entries) => {
        const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
        return callQueue((options) => client.send(command, options));
      }),
    async count() {
      const AttributeNames = [
        "ApproximateNumberOfMessages" as const,
        "ApproximateNumberOfMessagesNotVisible" as const,
      ];
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
      const { Attributes } = await callQueue((options) => client.send(command, options));
      return {
        visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
        hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    },
  };
}

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle: string;
}
type Batch = (
  entries: Entry[],
) => Promise<{ readonly Successful?: { readonly Id?: string | undefined }[] | undefined }>;

/** The ids of the messages for which it succeeded. A batch that fails as a whole ends it: SQS is out of reach. */
async function inBatches(messages: readonly ReceivedMessage[], send: Batch): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  for (let start = 0; start < messages.length; start += batchSize) {
    const batch = messages.slice(start, start + batchSize);
    const entries = batch.map(({ receiptHandle }, at) => ({ Id: String(at), ReceiptHandle: receiptHandle }));
    const response = await send(entries).catch(() => undefined);
    if (!response) break;
    for (const { Id } of response.Successful ?? []) {
      const message = batch[Number(Id)];
      if (message) done.add(message.id);
    }
  }
  return done;
}
