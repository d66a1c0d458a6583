import type { Vendor } from "../source/define-vendor.ts";
import { idempotencyKey } from "../source/idempotency-key.ts";
import { type Issue, readQuarantined, restoreDelivery } from "../source/quarantine.ts";
import { deliver, type Ports } from "./deliver.ts";
import { failedReceipt, type Receipt } from "./receipt.ts";
import type { Steps } from "./steps.ts";

/** The result of a replay. It holds ids, codes and paths of fields only. */
export interface ReplayReceipt extends Omit<Receipt, "outcome"> {
  /** `understood`: a dry run would have sent it. `quarantined` and `unreadable`: it stays in the quarantine. */
  readonly outcome: Receipt["outcome"] | "understood" | "unreadable";
  /** Why it stays in the quarantine. */
  readonly issues?: readonly Issue[] | undefined;
}

export interface ReplayRequest {
  /** The text of a message of the quarantine queue. */
  readonly quarantined: string;
  /** Sends nothing. */
  readonly dryRun: boolean;
  /** A person takes it for the vendor's, although it is an altered copy or its time is wrong. */
  readonly accepted: boolean;
}

/**
 * Takes a quarantined delivery through today's code: read → check → send → record. The delivery keeps its id and time, so an
 * interrupted replay can be repeated. If it is still not understood, it stays where it is. So does an altered copy, unless a
 * person accepts it.
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
  // `npm run replay` repeats a replay that was interrupted, so even a repeatable notification is recorded.
  const once = { ...interpretation, repeatable: false, signed: signed && { ...signed, asCopyOf: undefined } };
  return deliver(once, ports, steps).catch(failedReceipt);
}

/** An id of its own: another copy may have made an event with the notification's id. */
function acceptedId(id: string): string {
  return idempotencyKey([id, "accepted"]);
}
