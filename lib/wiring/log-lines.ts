import type { SecretFault } from "../authentication/unusable-secret.ts";
import type { Receipt } from "../intake/receipt.ts";
import type { ReplayReceipt } from "../intake/replay.ts";
import type { StepName } from "../intake/steps.ts";

/** Each step's wait for AWS, in milliseconds. */
export type StepTimes = Readonly<Record<`${StepName}Ms`, number | undefined>>;

/** Lambda reads a missing level as `INFO`. */
type Level = "WARN" | "ERROR" | undefined;

/**
 * A delivery's log line. The functions write it, and the metric filters read it. It repeats nothing: CloudWatch keeps
 * the time, the log group names the source, and the code implies the status. `JSON.stringify` omits undefined fields.
 */
export interface DeliveryLine extends StepTimes {
  readonly level: Level;
  readonly requestId: string;
  /** Only for authentic deliveries, if it differs from the request's id. */
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
 * A replay's log line. Its fields are one level deep, so no metric filter finds them: a replay must not end a
 * vendor's silence.
 */
export interface ReplayLine {
  readonly replay: Omit<ReplayReceipt, "issues"> &
    StepTimes & { readonly issues: readonly string[] | undefined };
}

/** Logged when the secret's current version is unusable. */
export interface SecretLine {
  readonly level: "WARN";
  readonly secret: "unusable_version";
  readonly reason: SecretFault;
}

export interface RelayLine {
  readonly level: Level;
  /** Messages found. Undefined if the outbox was unreadable. */
  readonly waiting: number | undefined;
  readonly relayed: number;
  readonly failed: number | undefined;
  /** False if messages were left untried. */
  readonly finished: boolean | undefined;
  readonly cause: string | undefined;
}
