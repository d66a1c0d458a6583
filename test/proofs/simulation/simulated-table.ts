import { isDeepStrictEqual } from "node:util";
import type {
  IdempotencyTable,
  Outbox,
  OutboxAddResult,
  OutboxMessage,
  SignatureTable,
} from "../../../lib/intake/ports.ts";
import type { OutboxReader } from "../../../lib/outbox/outbox-relay.ts";
import type { Random } from "../kit/random.ts";
import type { Network } from "./network.ts";
import type { Check, SimulatedProcess } from "./simulated-process.ts";
import { compareAge, createTableItems, type TableItems } from "./table-items.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The delays of eventually consistent reads. Indexes lag more than tables. */
const maxLagMs = { read: 1000, index: 3000 };
/** So small that pages follow each other. */
const pageSize = 2;

/** DynamoDB by its documentation: atomic writes, conditions on current state, late reads. */
export interface SimulatedTable extends Pick<TableItems, "wasSeenBefore" | "wasRecordedBefore"> {
  readonly of: (process: SimulatedProcess) => TableOfProcess;
  /** Keys of deferred messages. */
  readonly outboxKeys: () => string[];
  /** By deferred key: when its deliveries checked signatures. */
  readonly deferChecks: ReadonlyMap<string, readonly Check[]>;
}

interface TableOfProcess {
  readonly table: IdempotencyTable;
  readonly outbox: Outbox & OutboxReader;
  readonly signatures: SignatureTable;
}

interface Table {
  readonly items: TableItems;
  readonly now: () => number;
  /** The moment that an eventually consistent read sees. */
  readonly seenAt: (maxLagMs: number) => number;
  readonly deferChecks: Map<string, readonly Check[]>;
  readonly ignoresCondition: boolean;
  readonly call: <Result>(
    process: SimulatedProcess,
    step: string,
    withinMs: number,
    effect: () => Result,
  ) => Promise<Result>;
}

export function createSimulatedTable(
  time: VirtualTime,
  random: Random,
  network: Network,
  { ignoresCondition = false }: { readonly ignoresCondition?: boolean },
): SimulatedTable {
  const items = createTableItems(time);
  const table: Table = {
    items,
    ignoresCondition,
    now: time.now,
    seenAt: (maxMs) => time.now() - (random.chance(0.2) ? random.between(0, maxMs) : 0),
    deferChecks: new Map(),
    call: (process, step, withinMs, effect) =>
      network.call({ process, store: "table", step, withinMs, effect }),
  };
  return {
    ...items,
    deferChecks: table.deferChecks,
    outboxKeys: () => items.listDeferred(time.now()).map(({ message }) => message.deduplicationId),
    of: (process) => ({
      table: createIdempotencyTable(table, process),
      signatures: createSignatureTable(table, process),
      outbox: createOutbox(table, process),
    }),
  };
}

function createIdempotencyTable(
  { items, now, seenAt, call }: Table,
  process: SimulatedProcess,
): IdempotencyTable {
  return {
    async has(key, nowAt, withinMs) {
      const effect = () => items.isFound(key, seenAt(maxLagMs.read), nowAt);
      const seenAtMs = now() - maxLagMs.read;
      process.checks.set(key, "failed");
      const found = await call(process, "check", withinMs, effect);
      process.checks.set(key, seenAtMs);
      return found;
    },
    async add(key, expiresAt, withinMs) {
      process.failedRecords.add(key);
      await call(process, "record", withinMs, () => items.put(key, { expiresAt }));
      process.failedRecords.delete(key);
    },
  };
}

/** A read finds an item written a moment ago. */
function createSignatureTable({ items, now, call }: Table, process: SimulatedProcess): SignatureTable {
  return {
    async find(key, nowAt, withinMs) {
      const effect = () =>
        items.isFound(key, now(), nowAt) ? (items.itemAt(key, now()).signatures ?? []) : [];
      const seenAtMs = now();
      process.checkOfSigned = "failed";
      const found = await call(process, "check", withinMs, effect);
      process.checkOfSigned = seenAtMs;
      return found;
    },
    async add(key, seen, expiresAt, withinMs) {
      const effect = () => {
        const before = items.itemAt(key, now()).signatures ?? [];
        const isKnown = before.some((known) => isDeepStrictEqual(known, seen));
        items.put(key, { expiresAt, signatures: isKnown ? before : [...before, seen] });
        return before;
      };
      process.failedRecords.add(seen.id);
      const before = await call(process, "record", withinMs, effect);
      process.failedRecords.delete(seen.id);
      return before;
    },
  };
}

function createOutbox(table: Table, process: SimulatedProcess): Outbox & OutboxReader {
  const { items, now, seenAt, deferChecks, ignoresCondition, call } = table;
  const defer = (deferred: OutboxMessage): OutboxAddResult => {
    const key = deferred.message.deduplicationId;
    if (isAltered(deferred, items.itemAt(key, now()).deferred)) return "altered";
    if (!ignoresCondition && items.isFound(key, now(), deferred.deferredAt)) return "known";
    deferChecks.set(key, [...(deferChecks.get(key) ?? []), process.checkOfSigned]);
    items.put(key, { deferred });
    return "deferred";
  };
  const pageOf = (source: string, after: OutboxMessage | undefined) =>
    items
      .listDeferred(seenAt(maxLagMs.index))
      .filter(({ message }) => message.attributes.source === source)
      .filter((deferred) => after === undefined || compareAge(deferred, after) > 0)
      .slice(0, pageSize);
  return {
    add: (deferred, withinMs) => call(process, "defer", withinMs, () => defer(deferred)),
    async *list(source, withinMs) {
      for (let after: OutboxMessage | undefined; ;) {
        const cursor = after;
        const page = await call(process, "list", withinMs, () => pageOf(source, cursor));
        yield page.map(({ message }) => ({ key: message.deduplicationId, groupId: message.groupId }));
        after = page.at(-1);
        if (page.length < pageSize) return;
      }
    },
    async read(key, withinMs) {
      const seenAtMs = now();
      const deferred = await call(process, "read", withinMs, () => items.itemAt(key, now()).deferred);
      process.checks.set(key, seenAtMs);
      return deferred;
    },
  };
}

/** Another body under the same signature. */
function isAltered({ signed }: OutboxMessage, other: OutboxMessage | undefined): boolean {
  return (
    other?.signed !== undefined &&
    other.signed.signature === signed?.signature &&
    other.signed.body !== signed.body
  );
}
