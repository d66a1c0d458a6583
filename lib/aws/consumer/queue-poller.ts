import { SQSClient } from "@aws-sdk/client-sqs";
import type { OnError } from "../../consumer/consumer.ts";
import { ConsumerError } from "../../consumer/consumer-error.ts";
import type { HandleMessage } from "../../consumer/in-order.ts";
import { limitRequests } from "../sdk/request-limits.ts";
import { pollUntilStopped } from "./poll-loop.ts";
import { createPolledBatch } from "./polled-batch.ts";
import { createPolledQueue } from "./polled-queue.ts";

export interface QueueSettings {
  readonly queueUrl: string;
  /**
   * By default a client with the region, endpoint and credentials of the environment. A client of your own needs a
   * `requestTimeout`, or it waits for a lost connection without end. Set more than 20 seconds: SQS takes so long for an
   * empty queue.
   */
  readonly client?: SQSClient | undefined;
  /** Messages in one receive: 1 to 10, by default 10. The handled ones are deleted together. */
  readonly batchSize?: number | undefined;
  /**
   * Seconds until a failed message comes again: 1 to 43,200, by default 60. While handlers of a batch run, the poller
   * renews it, so no other consumer gets the messages. If no renewal succeeds in that time, the poller begins no
   * further message of the batch.
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
}

export interface Poller {
  /**
   * Receives no more messages. Resolves when the running handler has ended and all handled messages are deleted.
   * Messages that were not begun are visible to others at once. A message that SQS sends during the stop is visible
   * after its timeout.
   */
  readonly stop: () => Promise<void>;
}

const requestHandler = limitRequests({ connectionTimeout: 5000, requestTimeout: 30_000 });

/** Handles the messages of a queue until it is stopped. Throws a `RangeError` if a setting is out of its range. */
export function startPoller(settings: QueueSettings, handle: HandleMessage, onError: OnError): Poller {
  const { queueUrl, batchSize = 10, visibilityTimeoutSeconds = 60 } = settings;
  checkRange({ batchSize }, 10);
  checkRange({ visibilityTimeoutSeconds }, 43_200);
  const client = settings.client ?? new SQSClient({ requestHandler });
  const queue = createPolledQueue({ client, queueUrl, batchSize, visibilityTimeoutSeconds });
  const stopping = new AbortController();
  const report = (cause: unknown) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    onError(new ConsumerError("queue_unavailable", message, {}, { cause }));
  };
  const isStopped = () => stopping.signal.aborted;
  const polling = pollUntilStopped(stopping.signal, {
    receive: queue.receive,
    handleBatch: createPolledBatch({ queue, visibilityTimeoutSeconds, handle, isStopped, report }),
    report,
  });
  return {
    async stop() {
      stopping.abort();
      await polling;
      if (!settings.client) client.destroy();
    },
  };
}

/** SQS would refuse a wrong number again and again. It takes a visibility timeout of 0, which hides nothing. */
function checkRange(setting: Readonly<Record<string, number>>, max: number): void {
  for (const [name, value] of Object.entries(setting))
    if (!Number.isInteger(value) || value < 1 || value > max)
      throw new RangeError(`${name} has to be a whole number from 1 to ${max}`);
}
