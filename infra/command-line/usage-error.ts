/** A mistake of the person at the keyboard, as one line that says what to do next. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
