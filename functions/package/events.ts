import * as v from "valibot";
import { queuedSchemas } from "../vendors.ts";

export type { Outcome } from "../../lib/source/event.ts";

type EventSchema = (typeof queuedSchemas)[number];

/** Any event, told apart by `type`. */
export type NotificationEvent = v.InferOutput<EventSchema>;

export type EventType = NotificationEvent["type"];

export type EventOf<Type extends EventType> = Extract<NotificationEvent, { readonly type: Type }>;

export const notificationEventSchema = v.variant("type", queuedSchemas);

export const eventSchemas: ReadonlyMap<string, v.GenericSchema<unknown, NotificationEvent>> = new Map(
  queuedSchemas.map((schema) => [schema.entries.type.literal, schema]),
);
