import { ConsumerError } from "./consumer-error.ts";
import type { HandleMessage, HandleResult } from "./in-order.ts";
import { type EventSchemas, type QueueEvent, readEvent } from "./read-event.ts";

/** The result is awaited, not used. If the handler throws or rejects, SQS delivers the event again. */
export type Handler<Event> = (event: Event) => unknown;

export type Handlers<Events> = { readonly [Type in keyof Events]: Handler<Events[Type]> };

/** The ids of handled events. */
export interface Seen {
  readonly has: (eventId: string) => Promise<boolean>;
  readonly add: (eventId: string) => Promise<void>;
}

/** What orders the events of a subject. */
interface OrderedEvent {
  readonly source: string;
  readonly subject: string;
  readonly recordedtime: string;
}

/** The newest begun event of each subject. */
export interface Latest<Event = OrderedEvent> {
  /** Records the event as the newest, unless a newer one of its subject has begun. One step, before the handler. */
  readonly begin: (event: Event) => Promise<"begun" | "superseded">;
}

export interface ConsumerOptions {
  /**
   * Skips handled events: check, handle, record. If the process stops before recording, the event is handled again.
   * If the check fails, the event is handled anyway: repeats are rare, and otherwise a broken table would send every
   * event to the dead-letter queue.
   */
  readonly seen?: Seen | undefined;
  /**
   * Skips an event if a newer one of its subject has begun: record, handle. Only for handlers to which a subject's
   * newest event says everything. An event whose handler fails or stops comes again, and begins again unless a newer
   * one has begun. If `begin` fails, the event is handled anyway, as with `seen`.
   */
  readonly latest?: Latest | undefined;
  /** Receives each error, and must not throw. By default writes one line of JSON to standard error. */
  readonly onError?: OnError | undefined;
}

/** `messageId` is the failed message's SQS id. */
export type OnError = (error: ConsumerError, messageId?: string) => void;

export interface Consumer<Event extends QueueEvent> {
  readonly schemas: EventSchemas<Event>;
  readonly handle: Handler<Event>;
  readonly seen: Seen | undefined;
  readonly latest?: Latest<Event> | undefined;
  readonly onError: OnError;
}

/** Joins one handler per type. Throws if one is missing: JavaScript callers have no compiler. */
export function dispatch<Events extends object>(
  types: Iterable<string>,
  handlers: Handlers<Events>,
): <Type extends keyof Events>(event: Events[Type] & { readonly type: Type }) => unknown {
  const missing = [...types].filter((type) => !Object.hasOwn(handlers, type));
  if (missing.length > 0) throw new TypeError(`no handler for ${missing.join(", ")}`);
  return (event) => handlers[event.type](event);
}

/** Handles each event at least once. With `seen`, repeats are rare. */
export function createConsumer<Event extends QueueEvent>(consumer: Consumer<Event>): HandleMessage {
  // Older Node versions cannot read numbers without loss. Each event with a number would fail.
  if (!("rawJSON" in JSON)) throw new TypeError("a consumer needs Node 22 or later");
  const { schemas, handle, seen, latest, onError } = consumer;
  return async ({ messageId, body }) => {
    const report = (error: ConsumerError) => onError(error, messageId);
    const event = readEvent(schemas, body);
    if (event instanceof ConsumerError) {
      report(event);
      return "retry";
    }
    if (seen && (await wasSeen(seen, event, report))) return "handled";
    if (latest && (await isSuperseded(latest, event, report))) return "handled";
    const outcome = await handleEvent(handle, event, report);
    if (seen && outcome === "handled") await record(seen, event, report);
    return outcome;
  };
}

type Report = (error: ConsumerError) => void;

async function handleEvent<Event extends QueueEvent>(
  handle: Handler<Event>,
  event: Event,
  report: Report,
): Promise<HandleResult> {
  try {
    await handle(event);
    return "handled";
  } catch (cause) {
    const { type, id } = event;
    report(
      new ConsumerError("handler_failed", `the handler of ${type} ${id} failed`, { type, id }, { cause }),
    );
    return "retry";
  }
}

async function wasSeen(seen: Seen, event: QueueEvent, report: Report): Promise<boolean> {
  try {
    return await seen.has(event.id);
  } catch (cause) {
    report(seenUnavailable(event, "could not be checked, so it is handled", cause));
    return false;
  }
}

async function isSuperseded<Event extends QueueEvent>(
  latest: Latest<Event>,
  event: Event,
  report: Report,
): Promise<boolean> {
  try {
    return (await latest.begin(event)) === "superseded";
  } catch (cause) {
    const { type, id } = event;
    const message = `${type} ${id} could not be compared with newer events, so it is handled`;
    report(new ConsumerError("latest_unavailable", message, { type, id }, { cause }));
    return false;
  }
}

async function record(seen: Seen, event: QueueEvent, report: Report): Promise<void> {
  try {
    await seen.add(event.id);
  } catch (cause) {
    report(seenUnavailable(event, "was handled and could not be recorded", cause));
  }
}

function seenUnavailable({ type, id }: QueueEvent, problem: string, cause: unknown): ConsumerError {
  return new ConsumerError("seen_unavailable", `${type} ${id} ${problem}`, { type, id }, { cause });
}
