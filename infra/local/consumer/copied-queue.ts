import * as v from "valibot";
import type { AwsEndpoint } from "../aws/aws-endpoint.ts";
import type { SentMessage } from "../aws/sent-messages.ts";

const QueueName = "ExampleConsumer.fifo";
const createdSchema = v.object({ QueueUrl: v.string() });

/** A queue with the same messages as another, so that each can be read to its end. */
export interface CopiedQueue {
  readonly url: string;
  /** Ends the copying after the last copy. */
  readonly stop: () => Promise<void>;
}

/** Copies each message that a queue takes from now on. The copy absorbs the same repeats. */
export async function copyQueue(
  { callSqs, sent }: Pick<AwsEndpoint, "callSqs" | "sent">,
  originalUrl: string,
  onError: (error: unknown) => void,
): Promise<CopiedQueue> {
  const Attributes = {
    FifoQueue: "true",
    FifoThroughputLimit: "perMessageGroupId",
    DeduplicationScope: "messageGroup",
  };
  const created = await callSqs("CreateQueue", { QueueName, Attributes });
  // fauxqs writes a host of its own into the address.
  const url = new URL(pathOf(v.parse(createdSchema, created).QueueUrl), originalUrl).href;
  // One after the other keeps their order.
  let copied: Promise<unknown> = Promise.resolve();
  const end = sent.subscribe((message) => {
    if (pathOf(message.queueUrl) !== pathOf(originalUrl)) return;
    copied = copied.then(() => callSqs("SendMessage", copyOf(message, url))).catch(onError);
  });
  return {
    url,
    async stop() {
      end();
      await copied;
    },
  };
}

function copyOf({ body, groupId, deduplicationId, attributes }: SentMessage, QueueUrl: string) {
  return {
    QueueUrl,
    MessageBody: body,
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId,
    MessageAttributes: attributes,
  };
}

/** A queue has one path, but several host names. */
function pathOf(queueUrl: string): string {
  return new URL(queueUrl).pathname;
}
