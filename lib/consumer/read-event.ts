import * as v from "valibot";
import { isJsonObject, type JsonValue, maxBodyDepth, parseJson } from "../json/json.ts";
import { ConsumerError, type EventName } from "./consumer-error.ts";

/** Every event has these. */
export interface QueueEvent {
  /** Deterministic: equal notifications have equal ids. */
  readonly id: string;
  readonly type: string;
}

/** One schema per type. Unknown fields pass. */
export type EventSchemas<Event extends QueueEvent> = ReadonlyMap<string, v.GenericSchema<unknown, Event>>;

/** An event wraps a body. Newer intakes may nest deeper. */
const maxEventDepth = 2 * maxBodyDepth;

/**
 * Reads a message without loss: a number beyond a double stays a raw JSON number, and `JSON.stringify` writes it
 * unchanged. Returns an error for an unreadable message: none may vanish silently.
 */
export function readEvent<Event extends QueueEvent>(
  schemas: EventSchemas<Event>,
  body: string,
): Event | ConsumerError {
  // JavaScript callers have no compiler.
  if (typeof body !== "string") return new ConsumerError("not_json", "the message's body is not text");
  const reading = parseJson(Buffer.from(body), maxEventDepth);
  if (!reading.ok) return new ConsumerError("not_json", `the message cannot be read: ${reading.fault}`);
  const name = nameOf(reading.value);
  const schema = schemas.get(name.type ?? "");
  if (!schema) return new ConsumerError("unknown_type", `no handler for ${describe(name)}`, name);
  const result = v.safeParse(schema, reading.value);
  if (result.success) return result.output;
  const paths = result.issues.map((issue) => v.getDotPath(issue) ?? "the whole").join(", ");
  return new ConsumerError("invalid_event", `${describe(name)} is not as its schema says: ${paths}`, name);
}

/** Errors repeat only well-formed types and ids. */
function nameOf(value: JsonValue): EventName {
  const { type, id } = isJsonObject(value) ? value : {};
  return {
    type: typeof type === "string" && /^[\w.-]{1,100}$/.test(type) ? type : undefined,
    id: typeof id === "string" && /^[0-9a-f]{64}$/.test(id) ? id : undefined,
  };
}

function describe({ type, id }: EventName): string {
  return `${type ?? "an event without a type"} ${id ?? "without an id"}`;
}
