import * as v from "valibot";
import { isJsonObject, type JsonValue, maxBody, parseJson } from "../json/json.ts";
import { ConsumerError, type EventName } from "./consumer-error.ts";

/** What every event has, whatever it says. */
export interface QueueEvent {
  /** Deterministic: the same notification has the same id however often it comes. */
  readonly id: string;
  readonly type: string;
}

/** Checks the event of a type; takes fields that it does not know. */
export type EventSchemas<Event extends QueueEvent> = ReadonlyMap<string, v.GenericSchema<unknown, Event>>;

/** An event holds a body, deeper by its own levels, and a newer intake may have more of them. */
const maxEvent = 2 * maxBody;

/**
 * Reads the body of a message without loss: a number that a double cannot hold is a raw JSON number, which
 * `JSON.stringify` writes as it came. Throws a `ConsumerError`, for what it cannot read is never left out in silence.
 */
export function readEvent<Event extends QueueEvent>(schemas: EventSchemas<Event>, body: string): Event {
  const reading = parseJson(Buffer.from(body), maxEvent);
  if (!reading.ok) throw new ConsumerError("not_json", `the message cannot be read: ${reading.fault}`);
  const name = nameOf(reading.value);
  const schema = schemas.get(name.type ?? "");
  if (!schema) throw new ConsumerError("unknown_type", `no handler for ${describe(name)}`, name);
  const result = v.safeParse(schema, reading.value);
  if (result.success) return result.output;
  const paths = result.issues.map((issue) => v.getDotPath(issue) ?? "the whole").join(", ");
  throw new ConsumerError("invalid_event", `${describe(name)} is not as its schema says: ${paths}`, name);
}

/** A message may be anything: what does not look like a type or an id is not repeated. */
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
