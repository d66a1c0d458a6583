import type { SecretFault } from "../authentication/unusable-secret.ts";
import type { Receipt } from "../intake/receipt.ts";
import type { ReplayReceipt } from "../intake/replay.ts";
import type { StepName } from "../intake/steps.ts";

/** How much of a delivery each step that waits for AWS took, in milliseconds; undefined if it was not taken. */
export type StepTimes = Readonly<Record<`${StepName}Ms`, number | undefined>>;

/** Written with the time. Lambda takes a line without a level for one of `INFO`. */
type Level = "WARN" | "ERROR" | undefined;

/**
 * What is logged of a delivery, and the contract between the functions that write it and the metric filters that read
 * it. Only what is not known otherwise: CloudWatch keeps the time, the log group the source, the code the status. What is
 * undefined is not written.
 */
export interface DeliveryLine extends StepTimes {
  readonly level: Level;
  readonly requestId: string;
  /** Of an authentic delivery, if it is not the request's id. */
  readonly correlationId: string | undefined;
  readonly outcome: Receipt["outcome"];
  readonly code: Receipt["code"] | undefined;
  readonly event: string | undefined;
  readonly repeatable: boolean | undefined;
  readonly altered: boolean | undefined;
  readonly tableFault: string | undefined;
  readonly cause: string | undefined;
  readonly durationMs: number;
}

/**
 * What is logged of a replay, a field deep so that no metric filter sees it: a replay is no delivery, and must neither hide
 * a vendor's silence nor look like one.
 */
export interface ReplayLine {
  readonly replay: Omit<ReplayReceipt, "issues"> &
    StepTimes & { readonly issues: readonly string[] | undefined };
}

/** What is logged each time that the current version of a secret is read and the source cannot use it. */
export interface SecretLine {
  readonly level: "WARN";
  readonly secret: "unusable_version";
  readonly reason: SecretFault;
}

/** What is logged of a run of the relay. */
export interface RelayLine {
  readonly level: Level;
  /** Deferred messages that the run met; undefined if it could not look. */
  readonly waiting: number | undefined;
  readonly relayed: number;
  readonly failed: number | undefined;
  /** False, or undefined if everything was tried. */
  readonly finished: boolean | undefined;
  readonly cause: string | undefined;
}
