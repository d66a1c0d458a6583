import type { Vendor } from "../source/define-vendor.ts";
import { idempotencyKey } from "../source/idempotency-key.ts";
import { type Issue, readQuarantined, restoreDelivery } from "../source/quarantine.ts";
import { deliver, type Ports } from "./deliver.ts";
import { failedReceipt, type Receipt } from "./receipt.ts";
import type { Steps } from "./steps.ts";

/** What became of a quarantined delivery: ids, codes and paths of fields only. */
export interface ReplayReceipt extends Omit<Receipt, "outcome"> {
  /**
   * `understood` is what a dry run says of a delivery that would be sent on. `quarantined` and `unreadable` are left
   * where they are.
   */
  readonly outcome: Receipt["outcome"] | "understood" | "unreadable";
  /** Why it is still not understood. */
  readonly issues?: readonly Issue[] | undefined;
}

export interface ReplayRequest {
  /** The text of a message of the quarantine queue. */
  readonly quarantined: string;
  /** Only says what would become of it. */
  readonly dryRun: boolean;
  /** A person takes it for the vendor's, although it is an altered copy, or of a time that cannot be. */
  readonly accepted: boolean;
}

/**
 * Takes a quarantined delivery through today's code: read → check → send → record. It keeps its id and its time, so an
 * interrupted replay can be repeated like any delivery. What is still not understood is sent nowhere, and neither is an altered
 * copy unless a person accepts it.
 */
export async function replayDelivery(
  { quarantined, dryRun, accepted }: ReplayRequest,
  ports: Ports & { readonly source: Vendor },
  steps: Steps,
): Promise<ReplayReceipt> {
  const kept = readQuarantined(quarantined);
  if (kept?.source !== ports.source.id) return { outcome: "unreadable" };
  const isCopy = kept.issues.some(({ code }) => code === "altered_copy");
  if (isCopy && !accepted) return { outcome: "quarantined", issues: kept.issues };
  const acceptance = accepted ? { id: isCopy ? acceptedId(kept.id) : undefined } : undefined;
  const interpretation = ports.source.interpret(restoreDelivery(kept), acceptance);
  const { queue, issues, key, signed } = interpretation;
  if (queue === "quarantine") return { outcome: "quarantined", issues };
  if (dryRun) return { outcome: "understood", event: key };
  // A delivery is replayed until it is gone from the queue, so even a repeatable one is recorded under its own id.
  const once = { ...interpretation, repeatable: false, signed: signed && { ...signed, asCopyOf: undefined } };
  return deliver(once, ports, steps).catch(failedReceipt);
}

/** An id of its own: the copy that came first may have made an event of the notification's own id. */
function acceptedId(id: string): string {
  return idempotencyKey([id, "accepted"]);
}
