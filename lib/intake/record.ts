import type { Vendor } from "../source/define-vendor.ts";
import type { Interpretation, SignedInterpretation } from "../source/interpret.ts";
import { retentionSecondsOf, secondsAfter } from "../source/retention.ts";
import type { CheckPorts } from "./check.ts";
import { otherBodies } from "./seen-signatures.ts";
import type { Steps } from "./steps.ts";

export interface RecordPorts extends CheckPorts {
  readonly source: Pick<Vendor, "id" | "retentionSeconds">;
}

/**
 * Records the notification as seen. Returns the ids of messages with the same signature and another body, if they
 * came after the check.
 */
export async function record(
  { key, queue, repeatable, signed }: Interpretation,
  isSent: boolean,
  ports: RecordPorts,
  steps: Steps,
): Promise<readonly string[]> {
  const { table, source, now } = ports;
  const until = secondsAfter(now(), retentionSecondsOf(queue, source));
  if (signed) return recordSignature({ id: key, until, isSent }, signed, ports, steps);
  // A deferred message's key is already in the table. A repeatable one needs none.
  if (isSent && !repeatable) await steps.run("record", (withinMs) => table.add(key, until, withinMs));
  return [];
}

async function recordSignature(
  message: { readonly id: string; readonly until: Date; readonly isSent: boolean },
  { key, signature, body, keptSeconds, asCopyOf }: SignedInterpretation,
  { signatures, now }: RecordPorts,
  steps: Steps,
): Promise<readonly string[]> {
  const seen = { signature, body, ...message };
  const keptUntil = secondsAfter(now(), keptSeconds);
  const before = await steps.run("record", (withinMs) => signatures.add(key, seen, keptUntil, withinMs));
  return asCopyOf ? otherBodies(seen, before) : [];
}
