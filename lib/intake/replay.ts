import type { Source } from "../source/define-vendor.ts";
import { idempotencyKey } from "../source/idempotency-key.ts";
import { type Issue, readQuarantined, restoreDelivery } from "../source/quarantine.ts";
import { deliver, type Ports } from "./deliver.ts";
import { failedReceipt, type Receipt } from "./receipt.ts";
import type { Steps } from "./steps.ts";

/** Holds only ids, codes and field paths. */
export interface ReplayReceipt extends Omit<Receipt, "outcome"> {
  /** `understood`: a dry run would have sent it. `quarantined` and `unreadable`: it stays in quarantine. */
  readonly outcome: Receipt["outcome"] | "understood" | "unreadable";
  /** Why it stays in quarantine. */
  readonly issues?: readonly Issue[] | undefined;
}

export interface ReplayRequest {
  /** A quarantine message's text. */
  readonly quarantined: string;
  readonly dryRun: boolean;
  /** An operator accepts an altered copy or a wrong time. */
  readonly accepted: boolean;
}

/**
 * Runs a quarantined delivery through today's code: read → check → send → record. It keeps its id and time, so an
 * interrupted replay can be repeated. If it is still not understood, it stays in quarantine. An altered copy stays
 * too, unless an operator accepts it.
 */
export async function replayDelivery(
  { quarantined, dryRun, accepted }: ReplayRequest,
  ports: Ports & { readonly source: Source },
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
  // `npm run replay` repeats interrupted replays, so even a repeatable notification is recorded.
  const once = { ...interpretation, repeatable: false, signed: signed && { ...signed, asCopyOf: undefined } };
  return deliver(once, ports, steps).catch(failedReceipt);
}

/** Another copy's event may have the notification's id. */
function acceptedId(id: string): string {
  return idempotencyKey([id, "accepted"]);
}
