import { writeConsumerError } from "../../lib/aws/consumer/consumer-line.ts";
import {
  type ConsumerOptions,
  createConsumer,
  dispatch,
  type Handler,
  type Handlers,
} from "../../lib/consumer/consumer.ts";
import { type EventOf, type EventType, eventSchemas, type NotificationEvent } from "./events.ts";

/** One handler per type. The compiler refuses missing and unknown types. */
export type EventHandlers = Handlers<{ readonly [Type in EventType]: EventOf<Type> }>;

/** One handler per type, or one for all. */
export type ConsumerHandlers = EventHandlers | Handler<NotificationEvent>;

/** Gives the consumer our event schemas. */
export function joinConsumer(
  handlers: ConsumerHandlers,
  { seen, latest, onError = writeConsumerError }: ConsumerOptions,
) {
  const handle = typeof handlers === "function" ? handlers : dispatch(eventSchemas.keys(), handlers);
  const consumer = { schemas: eventSchemas, handle, seen, latest, onError };
  return { handle: createConsumer<NotificationEvent>(consumer), onError };
}
