import { deliver, type Outlet } from "./deliver.ts";
import { type Issue, readQuarantined, restoreDelivery } from "./quarantine.ts";
import { failedReceipt, type Receipt } from "./receipt.ts";
import type { Source } from "./source.ts";
import { createTimeBudget } from "./time-budget.ts";

/** What became of a quarantined delivery: ids, codes and paths of fields only. */
export interface ReplayReceipt extends Omit<Receipt, "outcome"> {
  /**
   * `understood` is what a dry run says of a delivery that would be sent on. `quarantined` and `unreadable` are left
   * where they are.
   */
  readonly outcome: Receipt["outcome"] | "understood" | "unreadable";
  /** Why it is still not understood. */
  readonly issues?: readonly Issue[];
}

/** What stands in a message of the quarantine queue, and whether only to say what would become of it. */
export interface ReplayRequest {
  readonly quarantined: string;
  readonly dryRun: boolean;
}

/**
 * Takes a quarantined delivery through today's code: read → look → send → remember. It keeps its id and its time, so an
 * interrupted replay can be repeated like any delivery. What is still not understood is sent nowhere.
 */
export async function replayDelivery(
  { quarantined, dryRun }: ReplayRequest,
  outlet: Outlet & { readonly source: Source },
  endsAt: Date,
): Promise<ReplayReceipt> {
  const kept = readQuarantined(quarantined);
  if (kept?.source !== outlet.source.id) return { outcome: "unreadable" };
  const interpretation = outlet.source.interpret(restoreDelivery(kept));
  const { queue, issues, key } = interpretation;
  if (queue === "quarantine") return { outcome: "quarantined", issues };
  if (dryRun) return { outcome: "understood", event: key };
  // A delivery is replayed until it is gone from the queue, so even a repeatable one is remembered by its own id.
  const once = { ...interpretation, repeatable: false };
  return deliver(once, outlet, createTimeBudget(endsAt, outlet.now)).catch(failedReceipt);
}
