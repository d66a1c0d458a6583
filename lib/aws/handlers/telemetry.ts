import type { SecretFault } from "../../authentication/unusable-secret.ts";
import type { Receipt } from "../../intake/receipt.ts";
import type { ReplayReceipt } from "../../intake/replay.ts";
import type { Steps } from "../../intake/steps.ts";
import type { DeliveryLine, StepTimes } from "../../wiring/log-lines.ts";
import { writeLine } from "../sdk/write-line.ts";

/** What is known of a delivery when it has been answered. */
interface DeliveryFact {
  readonly requestId: string;
  readonly correlationId: string;
  readonly receipt: Receipt;
  readonly durationMs: number;
  /** How much of it each step that waits for AWS took. */
  readonly tookMs: Steps["tookMs"];
}

interface ReplayFact {
  readonly receipt: ReplayReceipt;
  readonly tookMs: Steps["tookMs"];
}

/**
 * One line a delivery; its metrics are read out of it. Only ids, codes and counts: never a body, a header, an address or
 * anything that a vendor wrote. The one exception is the correlation id of a caller that proved itself.
 */
export function recordDelivery({
  requestId,
  correlationId,
  receipt,
  durationMs,
  tookMs,
}: DeliveryFact): void {
  const { outcome, code, event, repeatable, altered, tableFault, cause } = receipt;
  const isProved = outcome !== "refused" && outcome !== "failed";
  writeLine({
    level: levelOf(receipt),
    requestId,
    correlationId: isProved && correlationId !== requestId ? correlationId : undefined,
    outcome,
    code,
    event,
    repeatable,
    altered,
    tableFault,
    cause,
    durationMs,
    ...stepTimes(tookMs),
  });
}

export function recordReplay({ receipt: { issues, ...receipt }, tookMs }: ReplayFact): void {
  // The operator is told the paths as well; a source's schema could take a vendor's words into them.
  const codes = issues?.map(({ code }) => code);
  writeLine({ replay: { ...receipt, issues: codes, ...stepTimes(tookMs) } });
}

/** The version before it may still serve, so that no delivery says this. */
export function recordUnusableSecret(reason: SecretFault): void {
  writeLine({ level: "WARN", secret: "unusable_version", reason });
}

function levelOf({ outcome, tableFault, altered }: Receipt): DeliveryLine["level"] {
  if (outcome === "failed") return "ERROR";
  return outcome === "deferred" || tableFault || altered ? "WARN" : undefined;
}

function stepTimes({ secret, check, send, record, defer }: Steps["tookMs"]): StepTimes {
  return { secretMs: secret, checkMs: check, sendMs: send, recordMs: record, deferMs: defer };
}
