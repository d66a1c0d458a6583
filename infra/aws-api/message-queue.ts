import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { callBy, within } from "../../lib/aws/sdk/deadline.ts";
import { maxCallMs } from "./aws-calls.ts";

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly attributes?: Message["MessageAttributes"];
}

export type MessageQueue = ReturnType<typeof createMessageQueue>;

/** SQS's maximum for one call. */
const batchSize = 10;

export function createMessageQueue(client: SQSClient, QueueUrl: string) {
  return {
    /** Receives and hides up to ten. Empty only if none are visible. */
    async receive(hiddenSeconds: number): Promise<readonly ReceivedMessage[]> {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        VisibilityTimeout: hiddenSeconds,
        // With a wait SQS asks all its servers. Without one it may miss messages.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["MessageGroupId"],
      });
      const { Messages = [] } = await callBy(within(maxCallMs.queue), (options) =>
        client.send(command, options),
      );
      return Messages.map(({ MessageId = "", ReceiptHandle = "", Body = "", ...message }) => {
        const { Attributes, MessageAttributes: attributes } = message;
        const ids = { id: MessageId, receiptHandle: ReceiptHandle, groupId: Attributes?.MessageGroupId };
        return { ...ids, body: Body, attributes };
      });
    },
    remove: (messages: readonly ReceivedMessage[]) =>
      inBatches(messages, (Entries, options) =>
        client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), options),
      ),
    /** Hides messages, or shows them with 0 seconds. Returns the ids that worked. */
    hide: (messages: readonly ReceivedMessage[], seconds: number) =>
      inBatches(messages, (entries, options) => {
        const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: seconds }));
        return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }), options);
      }),
    /** Approximate counts. Another reader hides the hidden ones. */
    async count() {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      const { Attributes } = await callBy(within(maxCallMs.queue), (options) =>
        client.send(command, options),
      );
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
async function inBatches(messages: readonly ReceivedMessage[], send: SendBatch) {
  const done = new Set<string>();
  // SQS takes its own message ids as ids of the entries.
  const entries = messages.map(({ id, receiptHandle }) => ({ Id: id, ReceiptHandle: receiptHandle }));
  try {
    for (let start = 0; start < entries.length; start += batchSize) {
      const batch = entries.slice(start, start + batchSize);
      const { Successful = [] } = await callBy(within(maxCallMs.queue), (options) => send(batch, options));
      for (const { Id = "" } of Successful) done.add(Id);
    }
  } catch {
    // The caller finds out by the ids that are missing.
  }
  return done;
}
