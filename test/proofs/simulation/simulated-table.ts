import type {
  IdempotencyTable,
  ParkedMessage,
  Parking,
  ParkOutcome,
  SignatureTable,
} from "../../../lib/intake/ports.ts";
import type { SeenSignature } from "../../../lib/intake/seen-signatures.ts";
import type { ParkedMessages } from "../../../lib/outbox/relay.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { Look, SimulatedProcess } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An item is remembered until a time, parked, or holds signatures. */
type Item =
  | { readonly expiresAt: Date }
  | { readonly parked: ParkedMessage }
  | { readonly expiresAt: Date; readonly signatures: readonly SeenSignature[] };
interface Version {
  readonly fromMs: number;
  readonly item: Item;
}

/** How far an eventually consistent read can be behind, in milliseconds; an index more than the table itself. */
const longestLagMs = { read: 1000, index: 3000 };

/** DynamoDB as it is documented: writes are atomic, conditions are checked against what is there, reads may be behind. */
export interface SimulatedTable {
  readonly of: (process: SimulatedProcess) => IdempotencyTable & Parking & ParkedMessages;
  /** Reads what was written a moment ago. */
  readonly signaturesOf: (process: SimulatedProcess) => SignatureTable;
  /** Keys of messages that are parked at this moment. */
  readonly parkedKeys: () => string[];
  /** Keys that were ever parked. */
  readonly everParked: ReadonlySet<string>;
  /** When the deliveries that parked a message had looked at signatures, by its key. */
  readonly parkLooks: ReadonlyMap<string, readonly Look[]>;
  /** Whether a signature with this id was remembered before, be it of a message that was sent or is parked. */
  readonly wasSeenBefore: (id: string, beforeMs: number) => boolean;
  /** Whether a key, or a signature of what was sent with this id, was remembered so long ago that every read sees it. */
  readonly wasRecordedBefore: (key: string, beforeMs: number) => boolean;
}

export function createSimulatedTable(
  time: VirtualTime,
  random: Random,
  network: Network,
  { ignoresCondition = false }: { readonly ignoresCondition?: boolean },
): SimulatedTable {
  const versions = new Map<string, Version[]>();
  const everParked = new Set<string>();
  const parkLooks = new Map<string, Look[]>();
  const signaturesBefore = (beforeMs: number) =>
    [...versions.values()]
      .flat()
      .filter(({ fromMs }) => fromMs < beforeMs)
      .flatMap(({ item }) => signaturesIn(item));

  const itemAt = (key: string, atMs: number): Item | undefined =>
    versions.get(key)?.findLast(({ fromMs }) => fromMs <= atMs)?.item;
  const put = (key: string, item: Item): boolean => {
    versions.set(key, [...(versions.get(key) ?? []), { fromMs: time.now(), item }]);
    return true;
  };
  const parkedAt = (key: string, atMs: number): ParkedMessage | undefined => {
    const item = itemAt(key, atMs);
    return item && "parked" in item ? item.parked : undefined;
  };
  const lagged = (longestMs: number) => time.now() - (random.chance(0.2) ? random.between(0, longestMs) : 0);
  const isFound = (item: Item | undefined, now: Date) =>
    item !== undefined && ("parked" in item || item.expiresAt > now);
  const list = (source: string, after: ParkedMessage | undefined, atMs: number) =>
    [...versions.keys()]
      .map((key) => parkedAt(key, atMs))
      .filter((parked) => parked !== undefined)
      .filter(({ message }) => message.attributes.source === source)
      .sort(byAge)
      .filter((parked) => after === undefined || byAge(parked, after) > 0)
      .slice(0, 2);

  return {
    everParked,
    parkedKeys: () => [...versions.keys()].filter((key) => parkedAt(key, time.now())),
    wasRecordedBefore: (key, beforeMs) =>
      (versions.get(key) ?? []).some(({ fromMs, item }) => !("parked" in item) && fromMs < beforeMs) ||
      signaturesBefore(beforeMs).some(({ id, isSent }) => id === key && isSent),
    wasSeenBefore: (id, beforeMs) => signaturesBefore(beforeMs).some((seen) => seen.id === id),
    parkLooks,
    signaturesOf: (process) => ({
      async find(key, now, withinMs) {
        const effect = () => {
          const item = itemAt(key, time.now());
          return isFound(item, now) ? signaturesIn(item) : [];
        };
        const seenAtMs = time.now();
        process.lookOfSigned = "failed";
        const found = await network.call({ process, store: "table", step: "look", withinMs, effect });
        process.lookOfSigned = seenAtMs;
        return found;
      },
      async add(key, seen, expiresAt, withinMs) {
        const effect = () => {
          const before = signaturesIn(itemAt(key, time.now()));
          const isKnown = before.some((one) => JSON.stringify(one) === JSON.stringify(seen));
          put(key, { expiresAt, signatures: isKnown ? before : [...before, seen] });
          return before;
        };
        process.failedRemembers.add(seen.id);
        const before = await network.call({ process, store: "table", step: "remember", withinMs, effect });
        process.failedRemembers.delete(seen.id);
        return before;
      },
    }),
    of: (process) => ({
      async look(key, now, withinMs) {
        const effect = () => isFound(itemAt(key, lagged(longestLagMs.read)), now);
        const seenAtMs = time.now() - longestLagMs.read;
        process.looks.set(key, "failed");
        const found = await network.call({ process, store: "table", step: "look", withinMs, effect });
        process.looks.set(key, seenAtMs);
        return found;
      },
      async remember(key, expiresAt, withinMs) {
        const effect = () => put(key, { expiresAt });
        process.failedRemembers.add(key);
        await network.call({ process, store: "table", step: "remember", withinMs, effect });
        process.failedRemembers.delete(key);
      },
      park: (parked, withinMs) => {
        const key = parked.message.deduplicationId;
        const effect = (): ParkOutcome => {
          const other = parkedAt(key, time.now());
          if (
            other?.signed &&
            other.signed.signature === parked.signed?.signature &&
            other.signed.body !== parked.signed.body
          )
            return "altered";
          if (!ignoresCondition && isFound(itemAt(key, time.now()), parked.parkedAt)) return "known";
          everParked.add(key);
          parkLooks.set(key, [...(parkLooks.get(key) ?? []), process.lookOfSigned]);
          put(key, { parked });
          return "parked";
        };
        return network.call({ process, store: "table", step: "park", withinMs, effect });
      },
      async *list(source, withinMs) {
        // Pages of two, so that there is more than one.
        for (let after: ParkedMessage | undefined; ; ) {
          const from = after;
          const effect = () => list(source, from, lagged(longestLagMs.index));
          const page = await network.call({ process, store: "table", step: "list", withinMs, effect });
          yield page.map(({ message }) => ({ key: message.deduplicationId, groupId: message.groupId }));
          after = page.at(-1);
          if (page.length < 2) return;
        }
      },
      async read(key, withinMs) {
        const effect = () => parkedAt(key, time.now());
        const seenAtMs = time.now();
        const parked = await network.call({
          process,
          store: "table",
          step: "read",
          withinMs,
          effect,
        });
        process.looks.set(key, seenAtMs);
        return parked;
      },
    }),
  };
}

function signaturesIn(item: Item | undefined): readonly SeenSignature[] {
  return item && "signatures" in item ? item.signatures : [];
}

/** An index's cursor holds the key besides the time: of two that were parked at once none is skipped. */
function byAge(a: ParkedMessage, b: ParkedMessage): number {
  const byTime = a.parkedAt.getTime() - b.parkedAt.getTime();
  return byTime || a.message.deduplicationId.localeCompare(b.message.deduplicationId);
}
