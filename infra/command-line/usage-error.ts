/** A mistake of a person. Its message is one line that says what to do next. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
