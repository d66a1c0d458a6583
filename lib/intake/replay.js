import { idempotencyKey } from "../source/idempotency-key.ts";
import { readQuarantined, restoreDelivery } from "../source/quarantine.ts";
import { deliver } from "./deliver.ts";
import { failedReceipt } from "./receipt.ts";
import { createTimeBudget } from "./time-budget.ts";
/**
 * Takes a quarantined delivery through today's code: read → look → send → remember. It keeps its id and its time, so an
 * interrupted replay can be repeated like any delivery. What is still not understood is sent nowhere, and neither is an altered
 * copy unless a person accepts it.
 */
export async function replayDelivery({ quarantined, dryRun, accepted }, outlet, endsAt) {
  const kept = readQuarantined(quarantined);
  if (kept?.source !== outlet.source.id) return { outcome: "unreadable" };
  const isCopy = kept.issues.some(({ code }) => code === "altered_copy");
  if (isCopy && !accepted) return { outcome: "quarantined", issues: kept.issues };
  const acceptance = accepted ? { id: isCopy ? acceptedId(kept.id) : undefined } : undefined;
  const interpretation = outlet.source.interpret(restoreDelivery(kept), acceptance);
  const { queue, issues, key, signed } = interpretation;
  if (queue === "quarantine") return { outcome: "quarantined", issues };
  if (dryRun) return { outcome: "understood", event: key };
  // A delivery is replayed until it is gone from the queue, so even a repeatable one is remembered by its own id.
  const once = { ...interpretation, repeatable: false, signed: signed && { ...signed, asCopyOf: undefined } };
  return deliver(once, outlet, createTimeBudget(endsAt, outlet.now)).catch(failedReceipt);
}
/** An id of its own: the copy that came first may have made an event of the notification's own id. */
function acceptedId(id) {
  return idempotencyKey([id, "accepted"]);
}
