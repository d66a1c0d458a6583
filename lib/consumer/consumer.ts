import { ConsumerError } from "./consumer-error.ts";
import { type EventSchemas, type QueueEvent, readEvent } from "./read-event.ts";

/** What is done with an event. Its result is awaited and not used; if it throws or rejects, the event comes again. */
export type Handler<Event> = (event: Event) => unknown;

/** A handler for every type, each of its own event. */
export type Handlers<Events> = { readonly [Type in keyof Events]: Handler<Events[Type]> };

/** The ids of the events that were handled. */
export interface Seen {
  readonly has: (eventId: string) => Promise<boolean>;
  readonly add: (eventId: string) => Promise<void>;
}

export interface ConsumerOptions {
  /**
   * Lets events pass that were handled before: check, handle, record. After a stop between the last two, the event is
   * handled again. If the check fails, the event is handled all the same: repeats are rare, and a table that is out would
   * send every event to the dead-letter queue.
   */
  readonly seen?: Seen | undefined;
  /** Hears of all that goes wrong, instead of a line of JSON on standard error for each. It must not throw. */
  readonly onError?: OnError | undefined;
}

/** `messageId` is SQS's id of the message that it is about. */
export type OnError = (error: ConsumerError, messageId?: string) => void;

/** A message, in the words of both Lambda and the poller. */
interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** False if the message has to come again. */
export type HandleMessage = (message: ReceivedMessage) => Promise<boolean>;

export interface Consumer<Event extends QueueEvent> {
  readonly schemas: EventSchemas<Event>;
  readonly handle: Handler<Event>;
  readonly seen: Seen | undefined;
  readonly onError: OnError;
}

/** Makes one handler of many. Throws if a type is without one, for who has no compiler to say so. */
export function dispatch<Events extends object>(
  types: Iterable<string>,
  handlers: Handlers<Events>,
): <Type extends keyof Events>(event: Events[Type] & { readonly type: Type }) => unknown {
  const missing = [...types].filter((type) => !Object.hasOwn(handlers, type));
  if (missing.length > 0) throw new TypeError(`no handler for ${missing.join(", ")}`);
  return (event) => handlers[event.type](event);
}

/** Reads a message and handles its event: at least once, and with `seen` as a rule not twice. */
export function createConsumer<Event extends QueueEvent>(consumer: Consumer<Event>): HandleMessage {
  // Before that, every event with a number in it would look as if it were no JSON.
  if (!("rawJSON" in JSON)) throw new TypeError("a consumer needs Node 22 or later");
  return async ({ messageId, body }) => {
    const report = (error: ConsumerError) => consumer.onError(error, messageId);
    try {
      await handleBody(consumer, body, report);
      return true;
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
      report(error);
      return false;
    }
  };
}

type Report = (error: ConsumerError) => void;

async function handleBody<Event extends QueueEvent>(
  { schemas, handle, seen }: Consumer<Event>,
  body: string,
  report: Report,
): Promise<void> {
  const event = readEvent(schemas, body);
  if (seen && (await isSeen(seen, event, report))) return;
  await handleEvent(handle, event);
  if (seen) await record(seen, event, report);
}

async function handleEvent<Event extends QueueEvent>(handle: Handler<Event>, event: Event): Promise<void> {
  try {
    await handle(event);
  } catch (cause) {
    const { type, id } = event;
    throw new ConsumerError("handler_failed", `the handler of ${type} ${id} failed`, { type, id }, { cause });
  }
}

async function isSeen(seen: Seen, event: QueueEvent, report: Report): Promise<boolean> {
  try {
    return await seen.has(event.id);
  } catch (cause) {
    report(seenUnavailable(event, "could not be checked, so it is handled", cause));
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

function seenUnavailable({ type, id }: QueueEvent, what: string, cause: unknown): ConsumerError {
  return new ConsumerError("seen_unavailable", `${type} ${id} ${what}`, { type, id }, { cause });
}
