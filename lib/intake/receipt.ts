import { IntakeError, type IntakeErrorCode } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";

/** What became of a delivery: ids and codes only, so that it can be logged as it stands. */
export interface Receipt {
  readonly outcome: "accepted" | "duplicate" | "quarantined" | "deferred" | "refused" | "failed";
  readonly code?: RefusalCode | IntakeErrorCode | undefined;
  /** The event's id. */
  readonly event?: string | undefined;
  readonly repeatable?: boolean | undefined;
  /** Another body came under the same signature: one of the two is forged. */
  readonly altered?: boolean | undefined;
  /** What the table failed with; only the queue then guards against a repeat, for five minutes. */
  readonly tableFault?: string | undefined;
  /** What is behind `failed` and `deferred`: a system error's code, why a secret is unusable, else the error's name. */
  readonly cause?: string | undefined;
}

/** What becomes of a delivery whose taking in throws: nothing is half-done, the next attempt is the next step. */
export function failedReceipt(error: unknown): Receipt & { readonly outcome: "failed" } {
  if (error instanceof IntakeError)
    return { outcome: "failed", code: error.code, cause: nameOfError(error.cause) };
  return { outcome: "failed", code: "unexpected", cause: nameOfError(error) };
}

/** A system error's code, else the error's class. Both are safe to log; its message may quote what it failed on. */
export function nameOfError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return codeOf(error) ?? codeOf(firstOf(error)) ?? error.name;
}

/** Such as `ECONNREFUSED`. Anything that does not look like one may be text of somebody else's. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code) ? error.code : undefined;
}

/** Of several addresses that Node tried, the first. */
function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : undefined;
}
