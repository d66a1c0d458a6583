import { IntakeError, type IntakeErrorCode } from "./intake-error.ts";
import type { RefusalCode } from "./refusal.ts";

/** What became of a delivery: ids and codes only, so that it can be logged as it stands. */
export interface Receipt {
  readonly outcome: "accepted" | "duplicate" | "quarantined" | "parked" | "refused" | "failed";
  readonly code?: RefusalCode | IntakeErrorCode;
  /** The event's id. */
  readonly event?: string;
  readonly repeatable?: boolean;
  /** Another body came under the same signature: one of the two is forged. */
  readonly altered?: boolean;
  /** What the table failed with; only the queue then guards against a repeat, for five minutes. */
  readonly tableFault?: string;
  /** The name of the error behind `failed` and `parked`. */
  readonly cause?: string;
}

/** What becomes of a delivery whose taking in throws: nothing is half-done, the next attempt is the next step. */
export function failedReceipt(error: unknown): Receipt & { readonly outcome: "failed" } {
  if (error instanceof IntakeError)
    return { outcome: "failed", code: error.code, cause: nameOfError(error.cause) };
  return { outcome: "failed", code: "unexpected", cause: nameOfError(error) };
}

/** An error's class, which is safe to log; its message may quote what it failed on. */
export function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
