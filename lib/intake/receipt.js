import { IntakeError } from "../delivery/intake-error.ts";
/** What becomes of a delivery whose taking in throws: nothing is half-done, the next attempt is the next step. */
export function failedReceipt(error) {
  if (error instanceof IntakeError)
    return { outcome: "failed", code: error.code, cause: nameOfError(error.cause) };
  return { outcome: "failed", code: "unexpected", cause: nameOfError(error) };
}
/** A system error's code, else the error's class. Both are safe to log; its message may quote what it failed on. */
export function nameOfError(error) {
  if (!(error instanceof Error)) return "unknown";
  return codeOf(error) ?? codeOf(firstOf(error)) ?? error.name;
}
/** Such as `ECONNREFUSED`. Anything that does not look like one may be text of somebody else's. */
function codeOf(error) {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code) ? error.code : undefined;
}
/** Of several addresses that Node tried, the first. */
function firstOf(error) {
  return error instanceof AggregateError ? error.errors[0] : undefined;
}
