import { type Poller, type QueueSettings, startPoller } from "../../lib/aws/consumer/queue-poller.ts";
import type { ConsumerOptions } from "../../lib/consumer/consumer.ts";
import { type ConsumerHandlers, joinConsumer } from "./join-consumer.ts";

export type { Poller } from "../../lib/aws/consumer/queue-poller.ts";
export type { ConsumerOptions, Latest, Seen } from "../../lib/consumer/consumer.ts";
export type { ConsumerError, ConsumerErrorCode } from "../../lib/consumer/consumer-error.ts";
export type { ConsumerHandlers, EventHandlers } from "./join-consumer.ts";

export interface PollerOptions extends QueueSettings, ConsumerOptions {
  /** One handler per type, or one for all. Limit its time: an endless handler blocks the poller. */
  readonly handlers: ConsumerHandlers;
}

/**
 * Consumes events outside Lambda, one at a time, until stopped. Several processes can poll one queue: SQS gives a subject's
 * events to one process at a time.
 * @example
 * const poller = poll({ queueUrl, handlers: async ({ subject, data }) => decide(subject, data.outcome) });
 * process.once("SIGTERM", () => poller.stop());
 */
export function poll({ handlers, ...options }: PollerOptions): Poller {
  const { handle, onError } = joinConsumer(handlers, options);
  return startPoller(options, handle, onError);
}
