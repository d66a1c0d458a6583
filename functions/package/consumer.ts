import { type BatchHandler, batchHandler } from "../../lib/aws/consumer/batch-handler.ts";
import type { ConsumerOptions } from "../../lib/consumer/consumer.ts";
import { type ConsumerHandlers, joinConsumer } from "./join-consumer.ts";

export type { BatchHandler } from "../../lib/aws/consumer/batch-handler.ts";
export type { ConsumerOptions, Latest, Seen } from "../../lib/consumer/consumer.ts";
export type { ConsumerError, ConsumerErrorCode } from "../../lib/consumer/consumer-error.ts";
export type { ConsumerHandlers, EventHandlers } from "./join-consumer.ts";

/**
 * Makes a Lambda function that consumes events, with one handler for each type or one for all. Events of one subject
 * come in order. A failed event comes again before the later ones of its subject. After five receives SQS moves it to
 * the dead-letter queue.
 *
 * @example
 * export const handler = consume(async ({ subject, data }) => decide(subject, data.outcome));
 */
export function consume(handlers: ConsumerHandlers, options: ConsumerOptions = {}): BatchHandler {
  const { handle, onError } = joinConsumer(handlers, options);
  return batchHandler(handle, onError);
}
