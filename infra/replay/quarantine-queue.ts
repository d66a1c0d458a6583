import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { maxCallMs, within } from "./aws-calls.ts";

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
}

export interface QuarantineQueue {
  /** Receives and hides up to ten. Empty only if none are visible. */
  readonly receive: (hiddenSeconds: number) => Promise<readonly ReceivedMessage[]>;
  /** Returns the removed ids. */
  readonly remove: (messages: readonly ReceivedMessage[]) => Promise<ReadonlySet<string>>;
  /** Hides messages, or shows them with 0 seconds. Returns the ids that worked. */
  readonly hide: (messages: readonly ReceivedMessage[], seconds: number) => Promise<ReadonlySet<string>>;
  /** Approximate counts. Another reader hides the hidden ones. */
  readonly count: () => Promise<{ readonly visible: number; readonly hidden: number }>;
}

/** SQS's maximum for one call. */
const batchSize = 10;

/** With a wait SQS asks all its servers. Without one it may miss messages. */
const waitSeconds = 1;

export function createQuarantineQueue(client: SQSClient, QueueUrl: string): QuarantineQueue {
  return {
    async receive(VisibilityTimeout) {
      const input = {
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        VisibilityTimeout,
        WaitTimeSeconds: waitSeconds,
      };
      const { Messages = [] } = await within(maxCallMs.queue, (options) =>
        client.send(new ReceiveMessageCommand(input), options),
      );
      return Messages.map(({ MessageId = "", ReceiptHandle = "", Body = "" }) => ({
        id: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
      }));
    },
    remove: (messages) =>
      inBatches(messages, (Entries, options) =>
        client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), options),
      ),
    hide: (messages, VisibilityTimeout) =>
      inBatches(messages, (entries, options) => {
        const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
        return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }), options);
      }),
    async count() {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      const { Attributes } = await within(maxCallMs.queue, (options) => client.send(command, options));
      return {
        visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
        hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    },
  };
}

type SendBatch = (
  entries: { readonly Id: string; readonly ReceiptHandle: string }[],
  options: { readonly abortSignal: AbortSignal },
) => Promise<{ readonly Successful?: { readonly Id?: string | undefined }[] | undefined }>;

/** Returns the ids that worked. Stops at a batch that fails whole: SQS is unreachable. */
async function inBatches(
  messages: readonly ReceivedMessage[],
  send: SendBatch,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  for (let start = 0; start < messages.length; start += batchSize) {
    const batch = messages.slice(start, start + batchSize);
    const entries = batch.map(({ receiptHandle }, index) => ({
      Id: `${index}`,
      ReceiptHandle: receiptHandle,
    }));
    const response = await within(maxCallMs.queue, (options) => send(entries, options)).catch(
      () => undefined,
    );
    if (!response) break;
    for (const { Id } of response.Successful ?? []) {
      const message = batch[Number(Id)];
      if (message) done.add(message.id);
    }
  }
  return done;
}
