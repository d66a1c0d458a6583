/** The errors of a consumer. None of them loses an event. */
export type ConsumerErrorCode =
  /** The message is not readable JSON. SQS delivers it again. */
  | "not_json"
  /** The consumer does not know the event's type. SQS delivers it again. */
  | "unknown_type"
  /** The event does not match the schema of its type. SQS delivers it again. */
  | "invalid_event"
  /** The handler threw or rejected: `cause`. SQS delivers the event again. */
  | "handler_failed"
  /** `seen` failed: `cause`. The event is handled, perhaps twice. */
  | "seen_unavailable"
  /** On Lambda: half of the function's time was over. SQS delivers the messages that were not begun again. */
  | "out_of_time"
  /** In a poller: a call of SQS failed: `cause`. The poller calls again. */
  | "queue_unavailable";

/** The type and id of an event, as far as they are known. */
export interface EventName {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/** Names an event by type and id, and its fields by path. Only the `cause` may hold a value of the event. */
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
