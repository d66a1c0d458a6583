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
type Call = <Result>(
  process: SimulatedProcess,
  step: string,
  withinMs: number,
  effect: () => Result,
) => Promise<Result>;

type Table = ReturnType<typeof createTable>;

function createTable({ time, random }: World, network: Network, ignoresCondition: boolean) {
  const [current, unwritten] = [createMemoryTable(), createMemoryTable()];
  /** What the table held from a moment on, for late reads and invariants. */
  const versions: { readonly fromMs: number; readonly table: MemoryTable }[] = [];
  const versionBefore = (beforeMs: number) =>
    versions.findLast(({ fromMs }) => fromMs < beforeMs)?.table ?? unwritten;
  const read: Call = (process, step, withinMs, effect) =>
    network.call({ process, store: "table", step, withinMs, effect });
  /** Keeps the version that the effect makes. */
  const write: Call = (process, step, withinMs, effect) =>
    read(process, step, withinMs, () => {
      const result = effect();
      versions.push({ fromMs: time.now(), table: copyOf(current) });
      return result;
    });
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
    read,
    write,
  };
}

function copyOf({ items, deferred, seen }: MemoryTable): MemoryTable {
  const copied = { items: new Map(items), deferred: new Map(deferred), seen: new Map(seen) };
  return Object.assign(createMemoryTable(), copied);
}

export type SimulatedTable = ReturnType<typeof createSimulatedTable>;

/** DynamoDB by its documentation: atomic writes, conditions on current state, late reads. */
export function createSimulatedTable(world: World, network: Network, ignoresCondition = false) {
  const table = createTable(world, network, ignoresCondition);
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
    of: (process: SimulatedProcess) => ({
      table: createIdempotencyTable(table, process),
      signatures: createSignatureTable(table, process),
      outbox: createOutbox(table, process),
    }),
  };
}

function createIdempotencyTable(
  { current, lateVersion, now, read, write }: Table,
  process: SimulatedProcess,
): IdempotencyTable {
  return {
    async has(key, nowAt, withinMs) {
      const seenAtMs = now() - maxLagMs.read;
      process.checks.set(key, "failed");
      const isFound = () => lateVersion(maxLagMs.read).has(key, nowAt, withinMs);
      const found = await read(process, "check", withinMs, isFound);
      process.checks.set(key, seenAtMs);
      return found;
    },
    async add(key, expiresAt, withinMs) {
      process.failedRecords.add(key);
      await write(process, "record", withinMs, () => current.add(key, expiresAt, withinMs));
      process.failedRecords.delete(key);
    },
  };
}

/** A read finds an item written a moment ago. */
function createSignatureTable(
  { current, now, read, write }: Table,
  process: SimulatedProcess,
): SignatureTable {
  const { signatures } = current;
  return {
    async find(key, nowAt, withinMs) {
      const seenAtMs = now();
      process.checkOfSigned = "failed";
      const found = await read(process, "check", withinMs, () => signatures.find(key, nowAt, withinMs));
      process.checkOfSigned = seenAtMs;
      return found;
    },
    async add(key, seen, expiresAt, withinMs) {
      process.failedRecords.add(seen.id);
      const effect = () => signatures.add(key, seen, expiresAt, withinMs);
      const before = await write(process, "record", withinMs, effect);
      process.failedRecords.delete(seen.id);
      return before;
    },
  };
}

function createOutbox(table: Table, process: SimulatedProcess): Outbox & OutboxReader {
  const { current, lateVersion, now, deferChecks, ignoresCondition, read, write } = table;
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
    add: async (message, withinMs) => await write(process, "defer", withinMs, () => defer(message, withinMs)),
    sources: async (withinMs) =>
      await read(process, "list", withinMs, () => lateVersion(maxLagMs.index).outbox.sources(withinMs)),
    async *list(source, withinMs) {
      for (let after: OutboxMessage | undefined; ;) {
        const cursor = after;
        const page = await read(process, "list", withinMs, () => pageOf(source, cursor));
        yield page.map(({ message }) => ({ key: message.deduplicationId, groupId: message.groupId }));
        after = page.at(-1);
        if (page.length < pageSize) return;
      }
    },
    async read(key, withinMs) {
      const seenAtMs = now();
      const deferred = await read(process, "read", withinMs, () => current.deferred.get(key));
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
