import { SQSClient } from "@aws-sdk/client-sqs";
import { ConsumerError } from "../../consumer/consumer-error.ts";
import type { OnError } from "../../consumer/consumer.ts";
import type { HandleMessage } from "../../consumer/in-order.ts";
import type { AnyClient } from "../sdk/any-client.ts";
import { limitRequests } from "../sdk/request-limits.ts";
import { pollUntilStopped } from "./poll-loop.ts";
import { createPolledBatch } from "./polled-batch.ts";
import { createPolledQueue } from "./polled-queue.ts";

export interface QueueSettings {
  readonly queueUrl: string;
  /**
   * An `SQSClient`. By default uses the environment's region, endpoint and credentials. Your own client needs a `requestTimeout`
   * above 20 seconds: SQS takes so long for an empty queue. Without one, the client waits forever on a lost
   * connection.
   */
  readonly client?: AnyClient | undefined;
  /** Messages per receive, 1 to 10. Default 10. Handled messages are deleted together. */
  readonly batchSize?: number | undefined;
  /**
   * Seconds until a failed message returns, 1 to 43,200. Default 60. While handlers run, the poller renews it, so no
   * other consumer gets the messages. If every renewal fails in that time, the poller begins no further message of
   * the batch.
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
}

export interface Poller {
  /**
   * Receives no more messages. Resolves after the running handler ends and the handled messages are deleted. Unbegun
   * messages are visible to others at once. Messages that SQS sends during the stop are visible after their timeout.
   */
  readonly stop: () => Promise<void>;
}

const requestHandler = limitRequests({ connectionTimeout: 5000, requestTimeout: 30_000 });

/** Handles a queue's messages until stopped. Throws a `RangeError` for a setting out of range. */
export function startPoller(settings: QueueSettings, handle: HandleMessage, onError: OnError): Poller {
  const { queueUrl, batchSize = 10, visibilityTimeoutSeconds = 60 } = settings;
  checkRange({ batchSize }, 10);
  checkRange({ visibilityTimeoutSeconds }, 43_200);
  const ownClient = settings.client ? undefined : new SQSClient({ requestHandler });
  const client = ownClient ?? (settings.client as SQSClient);
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
      ownClient?.destroy();
    },
  };
}

/** SQS would refuse a wrong number forever. It accepts a visibility timeout of 0, which hides nothing. */
function checkRange(setting: Readonly<Record<string, number>>, max: number): void {
  for (const [name, value] of Object.entries(setting))
    if (!Number.isInteger(value) || value < 1 || value > max)
      throw new RangeError(`${name} has to be a whole number from 1 to ${max}`);
}
