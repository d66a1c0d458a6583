import { writeConsumerError } from "../../lib/aws/consumer/consumer-line.ts";
import {
  type ConsumerOptions,
  createConsumer,
  dispatch,
  type Handler,
  type Handlers,
} from "../../lib/consumer/consumer.ts";
import { type EventOf, type EventType, eventSchemas, type NotificationEvent } from "./events.ts";

/** A handler for every type of event; the compiler misses none, and knows no other. */
export type EventHandlers = Handlers<{ readonly [Type in EventType]: EventOf<Type> }>;

/** A handler for each type, or one for all. */
export type ConsumerHandlers = EventHandlers | Handler<NotificationEvent>;

/** Joins handlers to our own events, for Lambda and for pollers. */
export function joinConsumer(
  handlers: ConsumerHandlers,
  { seen, onError = writeConsumerError }: ConsumerOptions,
) {
  const handle = typeof handlers === "function" ? handlers : dispatch(eventSchemas.keys(), handlers);
  const consumer = { schemas: eventSchemas, handle, seen, onError };
  return { handle: createConsumer<NotificationEvent>(consumer), onError };
}
