import { IntakeError, type IntakeErrorCode } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";

/** Safe to log: only ids and codes. */
export interface Receipt {
  readonly outcome: "accepted" | "duplicate" | "quarantined" | "deferred" | "refused" | "failed";
  readonly code?: RefusalCode | IntakeErrorCode | undefined;
  readonly event?: string | undefined;
  readonly repeatable?: boolean | undefined;
  /** Another body has this signature. One is forged, or not signed anew. */
  readonly altered?: boolean | undefined;
  /** The table's error. Only SQS absorbs repeats then, for five minutes. */
  readonly tableFault?: string | undefined;
  /** Why `failed` or `deferred`: a system error's code, a secret's fault, or the error's name. */
  readonly cause?: string | undefined;
}

/** Nothing is half-done, so the vendor can retry. */
export function failedReceipt(error: unknown): Receipt & { readonly outcome: "failed" } {
  if (error instanceof IntakeError)
    return { outcome: "failed", code: error.code, cause: nameOfError(error.cause) };
  return { outcome: "failed", code: "unexpected", cause: nameOfError(error) };
}

/** A system error's code, or the error's class. Messages may quote a vendor's data. */
export function nameOfError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return codeOf(error) ?? codeOf(firstOf(error)) ?? error.name;
}

/** Such as `ECONNREFUSED`. Other text may be the vendor's. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code) ? error.code : undefined;
}

/** Node joins the failures of several addresses. */
function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : undefined;
}
