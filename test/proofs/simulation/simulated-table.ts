import { isDeepStrictEqual } from "node:util";
import type {
  IdempotencyTable,
  Outbox,
  OutboxAddResult,
  OutboxMessage,
  SignatureTable,
} from "../../../lib/intake/ports.ts";
import type { SeenSignature } from "../../../lib/intake/seen-signatures.ts";
import type { OutboxReader } from "../../../lib/outbox/outbox-relay.ts";
import type { Random } from "../kit/random.ts";
import type { Network } from "./network.ts";
import type { Check, SimulatedProcess } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An item is recorded until a time, deferred, or holds signatures. */
type Item =
  | { readonly expiresAt: Date }
  | { readonly deferred: OutboxMessage }
  | { readonly expiresAt: Date; readonly signatures: readonly SeenSignature[] };
interface Version {
  readonly fromMs: number;
  readonly item: Item;
}

/** How far an eventually consistent read can be behind, in milliseconds; an index more than the table itself. */
const maxLagMs = { read: 1000, index: 3000 };

/** DynamoDB as it is documented: writes are atomic, conditions are checked against what is there, reads may be behind. */
export interface SimulatedTable {
  readonly of: (process: SimulatedProcess) => IdempotencyTable;
  readonly outboxOf: (process: SimulatedProcess) => Outbox & OutboxReader;
  /** Reads what was written a moment ago. */
  readonly signaturesOf: (process: SimulatedProcess) => SignatureTable;
  /** Keys of messages that are deferred at this moment. */
  readonly outboxKeys: () => string[];
  /** Keys that were ever deferred. */
  readonly everDeferred: ReadonlySet<string>;
  /** When the deliveries that deferred a message had checked signatures, by its key. */
  readonly deferChecks: ReadonlyMap<string, readonly Check[]>;
  /** Whether a signature with this id was recorded before, be it of a message that was sent or is deferred. */
  readonly wasSeenBefore: (id: string, beforeMs: number) => boolean;
  /** Whether a key, or a signature of what was sent with this id, was recorded so long ago that every read sees it. */
  readonly wasRecordedBefore: (key: string, beforeMs: number) => boolean;
}

export function createSimulatedTable(
  time: VirtualTime,
  random: Random,
  network: Network,
  { ignoresCondition = false }: { readonly ignoresCondition?: boolean },
): SimulatedTable {
  const versions = new Map<string, Version[]>();
  const everDeferred = new Set<string>();
  const deferChecks = new Map<string, Check[]>();
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
  const findDeferred = (key: string, atMs: number): OutboxMessage | undefined => {
    const item = itemAt(key, atMs);
    return item && "deferred" in item ? item.deferred : undefined;
  };
  const lagged = (maxMs: number) => time.now() - (random.chance(0.2) ? random.between(0, maxMs) : 0);
  const isFound = (item: Item | undefined, now: Date) =>
    item !== undefined && ("deferred" in item || item.expiresAt > now);
  const list = (source: string, after: OutboxMessage | undefined, atMs: number) =>
    [...versions.keys()]
      .map((key) => findDeferred(key, atMs))
      .filter((deferred) => deferred !== undefined)
      .filter(({ message }) => message.attributes.source === source)
      .sort(byAge)
      .filter((deferred) => after === undefined || byAge(deferred, after) > 0)
      .slice(0, 2);

  return {
    everDeferred,
    outboxKeys: () => [...versions.keys()].filter((key) => findDeferred(key, time.now())),
    wasRecordedBefore: (key, beforeMs) =>
      (versions.get(key) ?? []).some(({ fromMs, item }) => !("deferred" in item) && fromMs < beforeMs) ||
      signaturesBefore(beforeMs).some(({ id, isSent }) => id === key && isSent),
    wasSeenBefore: (id, beforeMs) => signaturesBefore(beforeMs).some((seen) => seen.id === id),
    deferChecks,
    signaturesOf: (process) => ({
      async find(key, now, withinMs) {
        const effect = () => {
          const item = itemAt(key, time.now());
          return isFound(item, now) ? signaturesIn(item) : [];
        };
        const seenAtMs = time.now();
        process.checkOfSigned = "failed";
        const found = await network.call({ process, store: "table", step: "check", withinMs, effect });
        process.checkOfSigned = seenAtMs;
        return found;
      },
      async add(key, seen, expiresAt, withinMs) {
        const effect = () => {
          const before = signaturesIn(itemAt(key, time.now()));
          const isKnown = before.some((known) => isDeepStrictEqual(known, seen));
          put(key, { expiresAt, signatures: isKnown ? before : [...before, seen] });
          return before;
        };
        process.failedRecords.add(seen.id);
        const before = await network.call({ process, store: "table", step: "record", withinMs, effect });
        process.failedRecords.delete(seen.id);
        return before;
      },
    }),
    of: (process) => ({
      async has(key, now, withinMs) {
        const effect = () => isFound(itemAt(key, lagged(maxLagMs.read)), now);
        const seenAtMs = time.now() - maxLagMs.read;
        process.checks.set(key, "failed");
        const found = await network.call({ process, store: "table", step: "check", withinMs, effect });
        process.checks.set(key, seenAtMs);
        return found;
      },
      async add(key, expiresAt, withinMs) {
        const effect = () => put(key, { expiresAt });
        process.failedRecords.add(key);
        await network.call({ process, store: "table", step: "record", withinMs, effect });
        process.failedRecords.delete(key);
      },
    }),
    outboxOf: (process) => ({
      add: (deferred, withinMs) => {
        const key = deferred.message.deduplicationId;
        const effect = (): OutboxAddResult => {
          const other = findDeferred(key, time.now());
          if (
            other?.signed &&
            other.signed.signature === deferred.signed?.signature &&
            other.signed.body !== deferred.signed.body
          )
            return "altered";
          if (!ignoresCondition && isFound(itemAt(key, time.now()), deferred.deferredAt)) return "known";
          everDeferred.add(key);
          deferChecks.set(key, [...(deferChecks.get(key) ?? []), process.checkOfSigned]);
          put(key, { deferred });
          return "deferred";
        };
        return network.call({ process, store: "table", step: "defer", withinMs, effect });
      },
      async *list(source, withinMs) {
        // Pages of two, so that there is more than one.
        for (let after: OutboxMessage | undefined; ; ) {
          const from = after;
          const effect = () => list(source, from, lagged(maxLagMs.index));
          const page = await network.call({ process, store: "table", step: "list", withinMs, effect });
          yield page.map(({ message }) => ({ key: message.deduplicationId, groupId: message.groupId }));
          after = page.at(-1);
          if (page.length < 2) return;
        }
      },
      async read(key, withinMs) {
        const effect = () => findDeferred(key, time.now());
        const seenAtMs = time.now();
        const deferred = await network.call({
          process,
          store: "table",
          step: "read",
          withinMs,
          effect,
        });
        process.checks.set(key, seenAtMs);
        return deferred;
      },
    }),
  };
}

function signaturesIn(item: Item | undefined): readonly SeenSignature[] {
  return item && "signatures" in item ? item.signatures : [];
}

/** An index's cursor holds the key besides the time: of two that were deferred at once none is skipped. */
function byAge(a: OutboxMessage, b: OutboxMessage): number {
  const byTime = a.deferredAt.getTime() - b.deferredAt.getTime();
  return byTime || a.message.deduplicationId.localeCompare(b.message.deduplicationId);
}
