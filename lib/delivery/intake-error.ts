/** Our failures. Each becomes a 503, and the vendor retries. */
export type IntakeErrorCode =
  | "configuration_invalid"
  | "secret_unavailable"
  | "secret_unusable"
  /** Queue and table are both down. */
  | "stores_unavailable"
  | "unexpected";

export class IntakeError extends Error {
  /** The minifier keeps static names. Lambda logs an error by its class. */
  static override readonly name = "IntakeError";
  readonly code: IntakeErrorCode;

  constructor(code: IntakeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IntakeError";
    this.code = code;
  }
}
