import { SQSClient } from "@aws-sdk/client-sqs";
import type { FifoQueue, Queues } from "../../intake/ports.ts";
import type { StoreEnvironment } from "../../wiring/environment.ts";
import { type ClientSettings, withoutUnusedMiddleware } from "../sdk/client-settings.ts";
import { createFifoQueue } from "../stores/fifo-queue.ts";

/** Events go to the only consumer's queue, or to the topic of several. */
export function createQueues(
  environment: StoreEnvironment,
  settings: ClientSettings,
  attemptMs: number,
): Queues {
  const client = withoutUnusedMiddleware(new SQSClient(settings("SQS", attemptMs)));
  const { events, quarantineQueueUrl } = environment;
  return {
    events:
      "queueUrl" in events
        ? createFifoQueue(client, events.queueUrl, "events")
        : createTopic(settings, attemptMs, events.topicArn),
    quarantine: createFifoQueue(client, quarantineQueueUrl, "quarantine"),
  };
}

/** Loads SNS's client while the container starts. Without a topic it is never loaded. */
function createTopic(settings: ClientSettings, attemptMs: number, topicArn: string): FifoQueue {
  const loading = import("../stores/fifo-topic.ts").then(({ createFifoTopic }) =>
    createFifoTopic(settings, attemptMs, topicArn),
  );
  // Each send reports a failed import.
  loading.catch(() => undefined);
  return { send: async (message, withinMs) => (await loading).send(message, withinMs) };
}
