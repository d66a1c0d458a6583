import type { SecretFault } from "../authentication/unusable-secret.ts";
import type { Receipt } from "../intake/receipt.ts";
import type { ReplayReceipt } from "../intake/replay.ts";
import type { StepName } from "../intake/steps.ts";

/** Milliseconds that each step waited for AWS. Undefined for a step without a call. */
export type StepTimes = Readonly<Record<`${StepName}Ms`, number | undefined>>;

/** Lambda takes a line without a level for `INFO`. */
type Level = "WARN" | "ERROR" | undefined;

/**
 * The log line of a delivery. The functions write it, and the metric filters read it. It repeats nothing: CloudWatch keeps the
 * time, the log group names the source, and the code implies the status. `JSON.stringify` leaves undefined fields out.
 */
export interface DeliveryLine extends StepTimes {
  readonly level: Level;
  readonly requestId: string;
  /** Only of an authentic delivery, and only if it is not the request's id. */
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
 * The log line of a replay. Its fields are one level deep, where no metric filter finds them: a replay is no delivery, and
 * must not end a vendor's silence.
 */
export interface ReplayLine {
  readonly replay: Omit<ReplayReceipt, "issues"> &
    StepTimes & { readonly issues: readonly string[] | undefined };
}

/** The log line of each read whose current version the source cannot use. */
export interface SecretLine {
  readonly level: "WARN";
  readonly secret: "unusable_version";
  readonly reason: SecretFault;
}

/** The log line of a run of the outbox relay. */
export interface RelayLine {
  readonly level: Level;
  /** Deferred messages that the run saw. Undefined if it could not read the outbox. */
  readonly waiting: number | undefined;
  readonly relayed: number;
  readonly failed: number | undefined;
  /** False if the run left messages untried, else undefined. */
  readonly finished: boolean | undefined;
  readonly cause: string | undefined;
}
