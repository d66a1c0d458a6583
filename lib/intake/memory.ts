import type { Vendor } from "../source/define-vendor.ts";
import type { Interpretation, SignedInterpretation } from "../source/interpret.ts";
import { retentionSecondsOf, secondsAfter } from "../source/retention.ts";
import type { IdempotencyTable, SignatureTable } from "./ports.ts";
import { compareWithSeen, isKnown, otherBodies } from "./seen-signatures.ts";
import type { TimeBudget } from "./time-budget.ts";

/** What the table knows of one notification. */
export interface Memory {
  readonly check: () => Promise<Found>;
  /** Returns the ids of what came of the same signature with another body, unseen by `check`. */
  readonly record: (isSent: boolean) => Promise<readonly string[]>;
}
type Found =
  | { readonly is: "new" | "duplicate" }
  /** An altered copy of these ids. */
  | { readonly is: "copy"; readonly of: readonly string[] };

export interface MemoryPorts {
  readonly source: Pick<Vendor, "id" | "retentionSeconds">;
  readonly table: IdempotencyTable;
  readonly signatures: SignatureTable;
  readonly now: () => Date;
}

export function createMemory(
  interpretation: Interpretation,
  ports: MemoryPorts,
  timeFor: TimeBudget,
): Memory {
  if (interpretation.signed) return signatureMemory(interpretation, interpretation.signed, ports, timeFor);
  return interpretation.repeatable ? noMemory : keyMemory(interpretation, ports, timeFor);
}

/** The key of a repeatable notification is its delivery's own: there is nothing to find. */
const noMemory: Memory = { check: async () => ({ is: "new" }), record: async () => [] };

function keyMemory({ key, queue }: Interpretation, ports: MemoryPorts, timeFor: TimeBudget): Memory {
  const { table, source, now } = ports;
  return {
    check: async () => ({ is: (await table.has(key, now(), timeFor("check"))) ? "duplicate" : "new" }),
    async record(isSent) {
      // A deferred message is its own memory.
      if (isSent)
        await table.add(key, secondsAfter(now(), retentionSecondsOf(queue, source)), timeFor("record"));
      return [];
    },
  };
}

function signatureMemory(
  { key: id, queue }: Interpretation,
  { key, signature, body, keptSeconds, asCopyOf }: SignedInterpretation,
  { signatures, source, now }: MemoryPorts,
  timeFor: TimeBudget,
): Memory {
  const copy = { signature, body, id };
  return {
    async check() {
      const find = () => signatures.find(key, now(), timeFor("check"));
      // Once more, since a lost answer must not make an altered copy new.
      const seen = await find().catch(find);
      if (!asCopyOf) return { is: isKnown(id, seen, now()) ? "duplicate" : "new" };
      const is = compareWithSeen(copy, seen, now());
      return is === "altered" ? { is: "copy", of: otherBodies(copy, seen).map((one) => one.id) } : { is };
    },
    async record(isSent) {
      const seen = { ...copy, until: secondsAfter(now(), retentionSecondsOf(queue, source)), isSent };
      const keptUntil = secondsAfter(now(), keptSeconds);
      const before = await signatures.add(key, seen, keptUntil, timeFor("record"));
      return asCopyOf ? otherBodies(copy, before).map((one) => one.id) : [];
    },
  };
}
