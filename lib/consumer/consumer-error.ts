/** No error loses an event. */
export type ConsumerErrorCode =
  /** The message is no JSON. SQS delivers it again. */
  | "not_json"
  /** An unknown event type. SQS delivers it again. */
  | "unknown_type"
  /** The event fails its schema. SQS delivers it again. */
  | "invalid_event"
  /** The handler threw `cause`. SQS delivers the event again. */
  | "handler_failed"
  /** `seen` failed: `cause`. The event is handled, perhaps twice. */
  | "seen_unavailable"
  /** Half of the Lambda function's time is over. SQS delivers the unbegun messages again. */
  | "out_of_time"
  /** The poller's call of SQS failed: `cause`. It calls again. */
  | "queue_unavailable";

/** As far as known. */
export interface EventName {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/** Names an event by type and id, its fields by path. Only `cause` may hold its values. */
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
