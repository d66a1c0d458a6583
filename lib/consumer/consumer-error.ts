/** What can go wrong with a consumer. None of it loses an event. */
export type ConsumerErrorCode =
  /** The message is no JSON that can be read. It comes again. */
  | "not_json"
  /** The event is of a type that this consumer was not built for. It comes again. */
  | "unknown_type"
  /** The event is not as the schema of its type says. It comes again. */
  | "invalid_event"
  /** The handler threw or rejected: `cause`. The event comes again. */
  | "handler_failed"
  /** Whether the event was handled before could not be checked or recorded: `cause`. It is handled, perhaps once more. */
  | "seen_unavailable"
  /** Of a Lambda function: half of its time was over, so that messages of a batch were not begun. They come again. */
  | "out_of_time"
  /** Of a poller: the queue did not do what it was asked: `cause`. It is asked again. */
  | "queue_unavailable";

/** What is known of an event that something went wrong with. */
export interface EventName {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/** Names an event by type and id, and its fields by their paths. No value of an event is in it, but for the `cause`. */
export class ConsumerError extends Error {
  readonly code: ConsumerErrorCode;
  readonly event: EventName;

  constructor(code: ConsumerErrorCode, message: string, event: EventName = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConsumerError";
    this.code = code;
    this.event = event;
  }
}
