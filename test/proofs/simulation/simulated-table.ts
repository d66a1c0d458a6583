import { isDeepStrictEqual } from "node:util";
import type { IdempotencyTable, Outbox, OutboxMessage, SignatureTable } from "../../../lib/intake/ports.ts";
import type { OutboxReader } from "../../../lib/outbox/outbox-relay.ts";
import type { Random } from "../kit/random.ts";
import type { Network } from "./network.ts";
import type { Check, SimulatedProcess } from "./simulated-process.ts";
import { compareAge, createTableItems } from "./table-items.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The delays of eventually consistent reads. Indexes lag more than tables. */
const maxLagMs = { read: 1000, index: 3000 };
/** So small that pages follow each other. */
const pageSize = 2;

export type SimulatedTable = ReturnType<typeof createSimulatedTable>;

/** What the ports of one process share. */
type Access = ReturnType<ReturnType<typeof createAccess>>;

/** DynamoDB by its documentation: atomic writes, conditions on current state, late reads. */
export function createSimulatedTable(
  time: VirtualTime,
  random: Random,
  network: Network,
  { ignoresCondition = false }: { readonly ignoresCondition?: boolean },
) {
  const items = createTableItems(time);
  const deferChecks = new Map<string, readonly Check[]>();
  const seenAt = (maxMs: number) => time.now() - (random.chance(0.2) ? random.between(0, maxMs) : 0);
  const accessOf = createAccess(network, { items, deferChecks, ignoresCondition, now: time.now, seenAt });
  return {
    wasSeenBefore: items.wasSeenBefore,
    wasRecordedBefore: items.wasRecordedBefore,
    /** By deferred key: when its deliveries checked signatures. */
    deferChecks,
    /** Keys of deferred messages. */
    outboxKeys: () => items.listDeferred(time.now()).map(({ message }) => message.deduplicationId),
    of(process: SimulatedProcess) {
      const access = accessOf(process);
      return {
        table: createIdempotencyTable(access),
        signatures: createSignatureTable(access),
        outbox: { ...createOutbox(access), ...createOutboxReader(access) },
      };
    },
  };
}

interface Table {
  readonly items: ReturnType<typeof createTableItems>;
  readonly deferChecks: Map<string, readonly Check[]>;
  readonly ignoresCondition: boolean;
  readonly now: () => number;
  /** The moment that an eventually consistent read sees. */
  readonly seenAt: (maxLagMs: number) => number;
}

function createAccess(network: Network, table: Table) {
  return (process: SimulatedProcess) => ({
    ...table,
    process,
    call: <Result>(step: string, withinMs: number, effect: () => Result) =>
      network.call({ process, store: "table", step, withinMs, effect }),
  });
}

function createIdempotencyTable({ items, now, seenAt, process, call }: Access): IdempotencyTable {
  return {
    async has(key, nowAt, withinMs) {
      const seenAtMs = now() - maxLagMs.read;
      process.checks.set(key, "failed");
      const found = await call("check", withinMs, () => items.isFound(key, seenAt(maxLagMs.read), nowAt));
      process.checks.set(key, seenAtMs);
      return found;
    },
    async add(key, expiresAt, withinMs) {
      process.failedRecords.add(key);
      await call("record", withinMs, () => items.put(key, { expiresAt }));
      process.failedRecords.delete(key);
    },
  };
}

/** A read finds an item written a moment ago. */
function createSignatureTable({ items, now, process, call }: Access): SignatureTable {
  return {
    async find(key, nowAt, withinMs) {
      const seenAtMs = now();
      process.checkOfSigned = "failed";
      const found = await call("check", withinMs, () =>
        items.isFound(key, now(), nowAt) ? (items.itemAt(key, now()).signatures ?? []) : [],
      );
      process.checkOfSigned = seenAtMs;
      return found;
    },
    async add(key, seen, expiresAt, withinMs) {
      process.failedRecords.add(seen.id);
      const before = await call("record", withinMs, () => {
        const signatures = items.itemAt(key, now()).signatures ?? [];
        const isKnown = signatures.some((known) => isDeepStrictEqual(known, seen));
        items.put(key, { expiresAt, signatures: isKnown ? signatures : [...signatures, seen] });
        return signatures;
      });
      process.failedRecords.delete(seen.id);
      return before;
    },
  };
}

function createOutbox({ items, now, deferChecks, ignoresCondition, process, call }: Access): Outbox {
  return {
    add: (deferred, withinMs) =>
      call("defer", withinMs, () => {
        const key = deferred.message.deduplicationId;
        if (isAltered(deferred, items.itemAt(key, now()).deferred)) return "altered";
        if (!ignoresCondition && items.isFound(key, now(), deferred.deferredAt)) return "known";
        deferChecks.set(key, [...(deferChecks.get(key) ?? []), process.checkOfSigned]);
        items.put(key, { deferred });
        return "deferred";
      }),
  };
}

/** Another body under the same signature. */
function isAltered({ signed }: OutboxMessage, other: OutboxMessage | undefined): boolean {
  const known = other?.signed;
  return known !== undefined && known.signature === signed?.signature && known.body !== signed.body;
}

function createOutboxReader({ items, now, seenAt, process, call }: Access): OutboxReader {
  return {
    async *list(source, withinMs) {
      for (let after: OutboxMessage | undefined; ;) {
        const cursor = after;
        const page = await call("list", withinMs, () =>
          items
            .listDeferred(seenAt(maxLagMs.index))
            .filter(({ message }) => message.attributes.source === source)
            .filter((deferred) => cursor === undefined || compareAge(deferred, cursor) > 0)
            .slice(0, pageSize),
        );
        yield page.map(({ message }) => ({ key: message.deduplicationId, groupId: message.groupId }));
        after = page.at(-1);
        if (page.length < pageSize) return;
      }
    },
    async read(key, withinMs) {
      const seenAtMs = now();
      const deferred = await call("read", withinMs, () => items.itemAt(key, now()).deferred);
      process.checks.set(key, seenAtMs);
      return deferred;
    },
  };
}
