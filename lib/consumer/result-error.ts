export type ResultErrorCode =
  /** The event's path leads away from `baseUrl`. Nothing was sent. */
  | "invalid_path"
  /** The vendor's API responded with a status that stays, such as 401, 404 or a redirect. */
  | "refused"
  /** The response is no JSON, or too large. */
  | "unreadable"
  /** The deadline is over, and no attempt had a response to read: `cause`, or a status such as 503. */
  | "unavailable";

/** Names no path and nothing of a response but its status. */
export class ResultError extends Error {
  readonly code: ResultErrorCode;
  readonly status: number | undefined;

  constructor(code: ResultErrorCode, message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = "ResultError";
    this.code = code;
    this.status = status;
  }
}
