/** A person's mistake. The message says what to do next. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
