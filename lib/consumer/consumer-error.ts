/** No error loses an event. */
export type ConsumerErrorCode =
  /** The message is no JSON. SQS redelivers it. */
  | "not_json"
  /** An unknown event type. SQS redelivers it. */
  | "unknown_type"
  /** The event fails its schema. SQS redelivers it. */
  | "invalid_event"
  /** The handler threw `cause`. SQS redelivers the event. */
  | "handler_failed"
  /** `seen` failed: `cause`. The event is handled, perhaps twice. */
  | "seen_unavailable"
  /** `latest` failed: `cause`. The event is handled, perhaps after a newer one. */
  | "latest_unavailable"
  /** Half of the Lambda function's time is over. SQS redelivers the unbegun messages. */
  | "out_of_time"
  /** Records have no message group, so a failed one holds up all behind it. Written once. */
  | "no_group"
  /** The poller's SQS call failed: `cause`. It retries. */
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
