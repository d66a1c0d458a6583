import type { FifoQueue, Queues } from "../../intake/ports.ts";
import type { StoreEnvironment } from "../../wiring/environment.ts";
import type { ServiceSettings, SettingsOf } from "../sdk/service-settings.ts";
import { createSqs } from "../sdk/sqs.ts";
import { createFifoQueue } from "../stores/fifo-queue.ts";

/** Events go to the only consumer's queue, or to the topic of several. */
export function createQueues(environment: StoreEnvironment, settings: SettingsOf, attemptMs: number): Queues {
  const sqs = createSqs(settings("SQS", attemptMs));
  const { events, quarantineQueueUrl } = environment;
  return {
    events:
      "queueUrl" in events
        ? createFifoQueue(sqs, events.queueUrl, "events")
        : createTopic(settings("SNS", attemptMs), events.topicArn),
    quarantine: createFifoQueue(sqs, quarantineQueueUrl, "quarantine"),
  };
}

/** Loads SNS's protocol while the container starts. Without a topic it is never loaded. */
function createTopic(settings: ServiceSettings, topicArn: string): FifoQueue {
  const loading = import("../stores/fifo-topic.ts").then(({ createFifoTopic }) =>
    createFifoTopic(settings, topicArn),
  );
  // Each send reports a failed import.
  loading.catch(() => undefined);
  return { send: async (message, withinMs) => (await loading).send(message, withinMs) };
}
