import { ChangeMessageVisibilityBatchCommand, type Message, SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import { ConsumerError } from "../consumer/consumer-error.ts";
import { handleInOrder } from "../consumer/in-order.ts";
import type { HandleMessage, OnError } from "../consumer.ts";
import { createPollTurns } from "./poll-turns.ts";

export interface QueueSettings {
  readonly queueUrl: string;
  /** If absent, one with the region, the endpoint and the credentials that the SDK finds by itself. */
  readonly client?: SQSClient | undefined;
  /** How many messages are taken at once: 1 to 10, which is the default. What was handled of them is deleted together. */
  readonly batchSize?: number | undefined;
  /**
   * After how many seconds a message that failed comes again, 60 by default. It is renewed for as long as the handlers of a
   * batch take, so that nobody else gets its messages meanwhile.
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
}

export interface Poller {
  /**
   * Takes no more messages, and resolves when the handler under way has ended and all that was handled is deleted. What was
   * taken and not begun is there for others at once, or after the visibility timeout if it comes in just now.
   */
  readonly stop: () => Promise<void>;
}

/** As long as SQS allows. */
const waitTimeSeconds = 20;

/** Milliseconds. Without it a call whose connection was lost would be waited for without end. */
const requestHandler = {
  connectionTimeout: 5000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;

/** Takes messages off a queue until it is stopped: a batch after the other, and in it one message after the other. */
export function startPoller(settings: QueueSettings, handle: HandleMessage, onError: OnError): Poller {
  const { queueUrl, batchSize = 10, visibilityTimeoutSeconds = 60 } = settings;
  const client = settings.client ?? new SQSClient({ requestHandler });
  const stopping = new AbortController();
  const turns = createPollTurns(stopping.signal);
  const report = (cause: Error) =>
    onError(new ConsumerError("queue_unavailable", cause.message, {}, { cause }));
  const handleBatch = async (messages: readonly Message[]) => {
    const isStopped = () => stopping.signal.aborted;
    const { handled, left } = await handleInOrder(messages.map(readMessage), handle, isStopped);
    if (left.length > 0) await giveBack(client, queueUrl, left).catch(report);
    return handled.map(({ message }) => message);
  };
  const consumer = Consumer.create({
    queueUrl,
    sqs: client,
    batchSize,
    waitTimeSeconds,
    visibilityTimeout: visibilityTimeoutSeconds,
    heartbeatInterval: visibilityTimeoutSeconds / 3,
    messageSystemAttributeNames: ["MessageGroupId"],
    // It is for those who have their messages handled side by side.
    suppressFifoWarning: true,
    preReceiveMessageCallback: turns.begin,
    postReceiveMessageCallback: turns.receive,
    handleMessageBatch: handleBatch,
  });
  consumer.on("response_processed", () => turns.end("done"));
  consumer.on("empty", () => turns.end("done"));
  consumer.on("error", (error, messages) => {
    const isOfTurn = messages === undefined;
    if (isOfTurn) turns.end("failed");
    // A call that was cut off to stop is no fault of the queue.
    if (!(isOfTurn && stopping.signal.aborted)) report(error);
  });
  consumer.start();
  return {
    async stop() {
      stopping.abort();
      // It would cut off the deletion of what was handled as well.
      consumer.stop({ abort: turns.isAtQueue() });
      await turns.untilRest();
      if (!settings.client) client.destroy();
    },
  };
}

function readMessage(message: Message) {
  const { MessageId: messageId = "", Body: body = "", Attributes } = message;
  return { messageId, body, groupId: Attributes?.MessageGroupId, message };
}

/** They become visible together, and those of a group in their order, whichever comes first: the queue sees to it. */
async function giveBack(
  client: SQSClient,
  QueueUrl: string,
  left: readonly ReturnType<typeof readMessage>[],
): Promise<void> {
  const Entries = left.map(({ messageId: Id, message: { ReceiptHandle } }) => ({
    Id,
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
}
