import { type Message, SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import type { HandleMessage, OnError } from "../../consumer/consumer.ts";
import { ConsumerError } from "../../consumer/consumer-error.ts";
import { limitRequests } from "../sdk/request-limits.ts";
import { createPollTurns, type PollTurns } from "./poll-turns.ts";
import { createPolledBatch } from "./polled-batch.ts";

export interface QueueSettings {
  readonly queueUrl: string;
  /**
   * If absent, one with the region, the endpoint and the credentials that the SDK finds by itself. One's own needs a
   * `requestTimeout`, or a lost connection is waited for without end; of more than 20 seconds, which an empty queue takes.
   */
  readonly client?: SQSClient | undefined;
  /** How many messages are taken at once: 1 to 10, which is the default. What was handled of them is deleted together. */
  readonly batchSize?: number | undefined;
  /**
   * After how many seconds a message that failed comes again: 1 to 43,200, by default 60. It is renewed for as long as the
   * handlers of a batch take, so that nobody else gets its messages meanwhile. Should no renewal come through for so long, or
   * the process stand still, no further message of the batch is begun.
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

/** The settings as they are in the end. */
type PolledQueue = { readonly [Name in keyof QueueSettings]-?: NonNullable<QueueSettings[Name]> };

/** As long as SQS allows. */
const waitTimeSeconds = 20;

const requestHandler = limitRequests({ connectionTimeout: 5000, requestTimeout: 30_000 });

/**
 * Takes messages off a queue until it is stopped: a batch after the other, and in it one message after the other. Throws a
 * `RangeError` if a setting is out of its range.
 */
export function startPoller(settings: QueueSettings, handle: HandleMessage, onError: OnError): Poller {
  const { queueUrl, batchSize = 10, visibilityTimeoutSeconds = 60 } = settings;
  checkRange({ batchSize }, 10);
  checkRange({ visibilityTimeoutSeconds }, 43_200);
  const client = settings.client ?? new SQSClient({ requestHandler });
  const stopping = new AbortController();
  const turns = createPollTurns(stopping.signal);
  const report = (cause: Error) =>
    onError(new ConsumerError("queue_unavailable", cause.message, {}, { cause }));
  const isStopped = () => stopping.signal.aborted;
  const queue = { client, queueUrl, batchSize, visibilityTimeoutSeconds };
  const handleBatch = createPolledBatch(queue, { handle, isStopped, report });
  const consumer = createConsumer(queue, turns, handleBatch);
  consumer.on("error", (error, messages) => {
    const isOfTurn = messages === undefined;
    if (isOfTurn) turns.end("failed");
    // A call that was cut off to stop is no fault of the queue.
    if (!(isOfTurn && isStopped())) report(error);
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

function createConsumer(
  { client, queueUrl, batchSize, visibilityTimeoutSeconds }: PolledQueue,
  turns: PollTurns,
  handleMessageBatch: (messages: Message[]) => Promise<Message[]>,
): Consumer {
  const consumer = Consumer.create({
    queueUrl,
    sqs: client,
    batchSize,
    waitTimeSeconds,
    visibilityTimeout: visibilityTimeoutSeconds,
    messageSystemAttributeNames: ["MessageGroupId"],
    // It is for those who have their messages handled side by side.
    suppressFifoWarning: true,
    preReceiveMessageCallback: turns.begin,
    postReceiveMessageCallback: turns.receive,
    handleMessageBatch,
  });
  consumer.on("response_processed", () => turns.end("done"));
  consumer.on("empty", () => turns.end("done"));
  return consumer;
}

/** What SQS refuses would be asked for again and again; a visibility timeout of 0 it takes, and all would come at once, again. */
function checkRange(setting: Readonly<Record<string, number>>, most: number): void {
  for (const [name, value] of Object.entries(setting))
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new RangeError(`${name} has to be a whole number from 1 to ${most}`);
}
