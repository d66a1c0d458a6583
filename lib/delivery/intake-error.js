export class IntakeError extends Error {
  /** The minifier leaves this one alone: Lambda's log names an error by its class. */
  static name = "IntakeError";
  code;
  constructor(code, message, options) {
    super(message, options);
    this.name = "IntakeError";
    this.code = code;
  }
}
