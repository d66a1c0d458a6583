import type { SecretFault } from "../../authentication/unusable-secret.ts";
import type { Receipt } from "../../intake/receipt.ts";
import type { ReplayReceipt } from "../../intake/replay.ts";
import type { Steps } from "../../intake/steps.ts";
import type { DeliveryLine, StepTimes } from "../../wiring/log-lines.ts";
import { writeLine } from "../sdk/write-line.ts";

interface DeliveryFact {
  readonly requestId: string;
  readonly correlationId: string;
  readonly receipt: Receipt;
  readonly durationMs: number;
  readonly tookMs: Steps["tookMs"];
}

interface ReplayFact {
  readonly receipt: ReplayReceipt;
  readonly tookMs: Steps["tookMs"];
}

/**
 * One line per delivery. CloudWatch reads the metrics from it. It holds ids, codes and times, never a body, a header,
 * an address or a vendor's text. One exception: the correlation id of an authenticated caller.
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
  // Only the operator gets paths: they may hold a vendor's words.
  const codes = issues?.map(({ code }) => code);
  writeLine({ replay: { ...receipt, issues: codes, ...stepTimes(tookMs) } });
}

/** While the previous version serves, no delivery reports it. */
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
