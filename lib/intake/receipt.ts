import { IntakeError, type IntakeErrorCode } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";

/** The result of a delivery. It holds ids and codes only, so it can be logged. */
export interface Receipt {
  readonly outcome: "accepted" | "duplicate" | "quarantined" | "deferred" | "refused" | "failed";
  readonly code?: RefusalCode | IntakeErrorCode | undefined;
  /** The event's id. */
  readonly event?: string | undefined;
  readonly repeatable?: boolean | undefined;
  /** Another body came under the same signature. One of the two is forged, or not signed anew. */
  readonly altered?: boolean | undefined;
  /** The table's error. Only SQS guards against a repeat then, for five minutes. */
  readonly tableFault?: string | undefined;
  /** The reason for `failed` or `deferred`: a system error's code, a secret's fault, or the error's name. */
  readonly cause?: string | undefined;
}

/** The receipt of a delivery that threw. Nothing is half-done, so the vendor can send again. */
export function failedReceipt(error: unknown): Receipt & { readonly outcome: "failed" } {
  if (error instanceof IntakeError)
    return { outcome: "failed", code: error.code, cause: nameOfError(error.cause) };
  return { outcome: "failed", code: "unexpected", cause: nameOfError(error) };
}

/** A system error's code, else the error's class. Both are safe to log. A message may quote a vendor's data. */
export function nameOfError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return codeOf(error) ?? codeOf(firstOf(error)) ?? error.name;
}

/** Such as `ECONNREFUSED`. Any other form may be a vendor's text. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code) ? error.code : undefined;
}

/** Node reports the failures of several addresses together. */
function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : undefined;
}
