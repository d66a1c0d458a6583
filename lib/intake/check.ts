import type { Interpretation, SignedInterpretation } from "../source/interpret.ts";
import type { IdempotencyTable, SignatureTable } from "./ports.ts";
import { compareWithSeen, isKnown, otherBodies } from "./seen-signatures.ts";
import type { Steps } from "./steps.ts";

export interface CheckPorts {
  readonly table: IdempotencyTable;
  readonly signatures: SignatureTable;
  readonly now: () => Date;
}

export type Checked =
  | { readonly is: "new" | "duplicate" }
  /** An altered copy of other messages, as the quarantine keeps it. */
  | { readonly is: "copy"; readonly copy: Interpretation };

/** Was this notification sent or deferred before? */
export async function check(
  { key, repeatable, signed }: Interpretation,
  ports: CheckPorts,
  steps: Steps,
): Promise<Checked> {
  if (signed) return checkSignature(key, signed, ports, steps);
  // The table lacks this key: each repeatable delivery has its own.
  if (repeatable) return { is: "new" };
  const isFound = await steps.run("check", (withinMs) => ports.table.has(key, ports.now(), withinMs));
  return { is: isFound ? "duplicate" : "new" };
}

async function checkSignature(
  id: string,
  { key, signature, body, asCopyOf }: SignedInterpretation,
  { signatures, now }: CheckPorts,
  steps: Steps,
): Promise<Checked> {
  const find = () => steps.run("check", (withinMs) => signatures.find(key, now(), withinMs));
  // Retries, so a lost answer cannot make an altered copy new.
  const seen = await find().catch(find);
  if (!asCopyOf) return { is: isKnown(id, seen, now()) ? "duplicate" : "new" };
  const copy = { signature, body, id };
  const is = compareWithSeen(copy, seen, now());
  if (is !== "altered") return { is };
  return { is: "copy", copy: asCopyOf(otherBodies(copy, seen)) };
}
