import { retentionSecondsOf, secondsAfter } from "./retention.ts";
import { compareWithSeen, isKnown, otherBodies } from "./seen-signatures.ts";
export function createMemory(interpretation, outlet, timeFor) {
  if (interpretation.signed) return signatureMemory(interpretation, interpretation.signed, outlet, timeFor);
  return interpretation.repeatable ? noMemory : keyMemory(interpretation, outlet, timeFor);
}
/** The key of a repeatable notification is its delivery's own: there is nothing to find. */
const noMemory = { look: async () => ({ is: "new" }), remember: async () => [] };
function keyMemory({ key, queue }, outlet, timeFor) {
  const { table, source, now } = outlet;
  return {
    look: async () => ({ is: (await table.look(key, now(), timeFor("look"))) ? "duplicate" : "new" }),
    async remember(isSent) {
      // A parked message is its own memory.
      if (isSent)
        await table.remember(
          key,
          secondsAfter(now(), retentionSecondsOf(queue, source)),
          timeFor("remember"),
        );
      return [];
    },
  };
}
function signatureMemory(
  { key: id, queue },
  { key, signature, body, keptSeconds, asCopyOf },
  { signatures, source, now },
  timeFor,
) {
  const copy = { signature, body, id };
  return {
    async look() {
      const find = () => signatures.find(key, now(), timeFor("look"));
      // Once more, since a lost answer must not make an altered copy new.
      const seen = await find().catch(find);
      if (!asCopyOf) return { is: isKnown(id, seen, now()) ? "duplicate" : "new" };
      const is = compareWithSeen(copy, seen, now());
      return is === "altered" ? { is: "copy", of: otherBodies(copy, seen).map((one) => one.id) } : { is };
    },
    async remember(isSent) {
      const seen = { ...copy, until: secondsAfter(now(), retentionSecondsOf(queue, source)), isSent };
      const keptUntil = secondsAfter(now(), keptSeconds);
      const before = await signatures.add(key, seen, keptUntil, timeFor("remember"));
      return asCopyOf ? otherBodies(copy, before).map((one) => one.id) : [];
    },
  };
}
