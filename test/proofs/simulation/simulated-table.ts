import type { IdempotencyTable, Outbox, OutboxMessage, SignatureTable } from "../../../lib/intake/ports.ts";
import type { OutboxReader } from "../../../lib/outbox/outbox-relay.ts";
import { createMemoryTable, type MemoryTable } from "../../support/memory-stores.ts";
import type { Network, World } from "./network.ts";
import type { Check, SimulatedProcess } from "./simulated-process.ts";

/** The delays of eventually consistent reads. Indexes lag more than tables. */
const maxLagMs = { read: 1000, index: 3000 };
/** So small that pages follow each other. */
const pageSize = 2;

/** The process's step within a time. */
type Call = <Result>(step: string, withinMs: number, effect: () => Result) => Promise<Result>;

type Table = ReturnType<typeof createTable>;

function createTable({ time, random }: World, ignoresCondition: boolean) {
  const [current, unwritten] = [createMemoryTable(), createMemoryTable()];
  /** What the table held from a moment on, for late reads and invariants. */
  const versions: { readonly fromMs: number; readonly table: MemoryTable }[] = [];
  const versionBefore = (beforeMs: number) =>
    versions.findLast(({ fromMs }) => fromMs < beforeMs)?.table ?? unwritten;
  return {
    current,
    versionBefore,
    /** What an eventually consistent read may see. */
    lateVersion: (maxMs: number) =>
      versionBefore(time.now() + 1 - (random.chance(0.2) ? random.between(0, maxMs) : 0)),
    now: time.now,
    /** By deferred key: when its deliveries checked signatures. */
    deferChecks: new Map<string, readonly Check[]>(),
    ignoresCondition,
    keepVersion: () => versions.push({ fromMs: time.now(), table: copyOf(current) }),
  };
}

function copyOf({ items, deferred, seen }: MemoryTable): MemoryTable {
  const copied = { items: new Map(items), deferred: new Map(deferred), seen: new Map(seen) };
  return Object.assign(createMemoryTable(), copied);
}

export type SimulatedTable = ReturnType<typeof createSimulatedTable>;

/** DynamoDB by its documentation: atomic writes, conditions on current state, late reads. */
export function createSimulatedTable(world: World, network: Network, ignoresCondition = false) {
  const table = createTable(world, ignoresCondition);
  const { current, deferChecks, versionBefore } = table;
  const signaturesBefore = (beforeMs: number) =>
    [...versionBefore(beforeMs).seen.values()].flatMap(({ signatures }) => signatures);
  return {
    deferChecks,
    /** Keys of deferred messages. */
    outboxKeys: () => [...current.deferred.keys()],
    /** Some sent or deferred message with this id had recorded its signature. */
    wasSeenBefore: (id: string, beforeMs: number) =>
      signaturesBefore(beforeMs).some((seen) => seen.id === id),
    /** Every read sees the record of the key, or of this id's signature. */
    wasRecordedBefore: (key: string, beforeMs: number) =>
      versionBefore(beforeMs).items.has(key) ||
      signaturesBefore(beforeMs).some(({ id, isSent }) => id === key && isSent),
    of(process: SimulatedProcess) {
      const view = openTable(table, process, network);
      return {
        table: createIdempotencyTable(view),
        signatures: createSignatureTable(view),
        outbox: createOutbox(view),
      };
    },
  };
}

type View = ReturnType<typeof openTable>;

/** The table as one process reaches it. */
function openTable(table: Table, process: SimulatedProcess, network: Network) {
  const read: Call = (step, withinMs, effect) =>
    network.call({ process, store: "table", step, withinMs, effect });
  /** Keeps the version that the effect makes. */
  const write: Call = (step, withinMs, effect) =>
    read(step, withinMs, () => {
      const result = effect();
      table.keepVersion();
      return result;
    });
  return { ...table, process, read, write };
}

function createIdempotencyTable({ current, lateVersion, now, process, read, write }: View): IdempotencyTable {
  return {
    async has(key, nowAt, withinMs) {
      const seenAtMs = now() - maxLagMs.read;
      process.checks.set(key, "failed");
      const isFound = () => lateVersion(maxLagMs.read).has(key, nowAt, withinMs);
      const found = await read("check", withinMs, isFound);
      process.checks.set(key, seenAtMs);
      return found;
    },
    async add(key, expiresAt, withinMs) {
      process.failedRecords.add(key);
      await write("record", withinMs, () => current.add(key, expiresAt, withinMs));
      process.failedRecords.delete(key);
    },
  };
}

/** A read finds an item written a moment ago. */
function createSignatureTable({ current, now, process, read, write }: View): SignatureTable {
  const { signatures } = current;
  return {
    async find(key, nowAt, withinMs) {
      const seenAtMs = now();
      process.checkOfSigned = "failed";
      const found = await read("check", withinMs, () => signatures.find(key, nowAt, withinMs));
      process.checkOfSigned = seenAtMs;
      return found;
    },
    async add(key, seen, expiresAt, withinMs) {
      process.failedRecords.add(seen.id);
      const effect = () => signatures.add(key, seen, expiresAt, withinMs);
      const before = await write("record", withinMs, effect);
      process.failedRecords.delete(seen.id);
      return before;
    },
  };
}

function createOutbox(view: View): Outbox & OutboxReader {
  const { current, lateVersion, now, deferChecks, ignoresCondition, process, read, write } = view;
  const defer = (message: OutboxMessage, withinMs: number) => {
    const key = message.message.deduplicationId;
    const before = current.deferred.get(key);
    if (ignoresCondition) current.deferred.set(key, message);
    const result = current.outbox.add(message, withinMs);
    if (current.deferred.get(key) !== before)
      deferChecks.set(key, [...(deferChecks.get(key) ?? []), process.checkOfSigned]);
    return result;
  };
  const pageOf = (source: string, after: OutboxMessage | undefined) =>
    [...lateVersion(maxLagMs.index).deferred.values()]
      .filter(({ message }) => message.attributes.source === source)
      .filter((deferred) => after === undefined || compareAge(deferred, after) > 0)
      .sort(compareAge)
      .slice(0, pageSize);
  return {
    add: async (message, withinMs) => await write("defer", withinMs, () => defer(message, withinMs)),
    sources: async (withinMs) =>
      await read("list", withinMs, () => lateVersion(maxLagMs.index).outbox.sources(withinMs)),
    async *list(source, withinMs) {
      for (let after: OutboxMessage | undefined; ;) {
        const cursor = after;
        const page = await read("list", withinMs, () => pageOf(source, cursor));
        yield page.map(({ message }) => ({ key: message.deduplicationId, groupId: message.groupId }));
        after = page.at(-1);
        if (page.length < pageSize) return;
      }
    },
    async read(key, withinMs) {
      const seenAtMs = now();
      const deferred = await read("read", withinMs, () => current.deferred.get(key));
      process.checks.set(key, seenAtMs);
      return deferred;
    },
  };
}

/** An index's cursor holds the key too, so equal times skip none. */
function compareAge(a: OutboxMessage, b: OutboxMessage): number {
  const byTime = a.deferredAt.getTime() - b.deferredAt.getTime();
  return byTime || a.message.deduplicationId.localeCompare(b.message.deduplicationId);
}
