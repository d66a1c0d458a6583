/** What can break, as opposed to what can be refused. Each becomes a 503: the vendor's retry is the next step. */
export type IntakeErrorCode =
  | "configuration_invalid"
  | "secret_unavailable"
  | "secret_unusable"
  /** Neither the queue nor the table. */
  | "stores_unavailable"
  | "unexpected";

export class IntakeError extends Error {
  /** The minifier leaves this one alone: Lambda's log names an error by its class. */
  static override readonly name = "IntakeError";
  readonly code: IntakeErrorCode;

  constructor(code: IntakeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IntakeError";
    this.code = code;
  }
}
