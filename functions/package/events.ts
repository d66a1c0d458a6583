import * as v from "valibot";
import { queuedSchemas } from "../vendors.ts";

export type { Outcome } from "../../lib/source/event.ts";

type EventSchema = (typeof queuedSchemas)[number];

/** Any event on the queue. `type` tells which. */
export type NotificationEvent = v.InferOutput<EventSchema>;

export type EventType = NotificationEvent["type"];

/** The event of one type, or of several. */
export type EventOf<Type extends EventType> = Extract<NotificationEvent, { readonly type: Type }>;

/** Checks any event on the queue. */
export const notificationEventSchema = v.variant("type", queuedSchemas);

/** Checks the event of a type. */
export const eventSchemas: ReadonlyMap<string, v.GenericSchema<unknown, NotificationEvent>> = new Map(
  queuedSchemas.map((schema) => [schema.entries.type.literal, schema]),
);
