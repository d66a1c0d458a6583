import { isDeepStrictEqual } from "node:util";
import type { Secrets } from "../../lib/authentication/secrets.ts";
import type {
  FifoQueue,
  IdempotencyTable,
  Outbox,
  OutboxMessage,
  QueueMessage,
  SignatureTable,
} from "../../lib/intake/ports.ts";
import type { SeenSignature } from "../../lib/intake/seen-signatures.ts";
import type { OutboxReader } from "../../lib/outbox/outbox-relay.ts";

/** The table at its ports. It records requests and can fail. */
export interface MemoryTable extends IdempotencyTable {
  /** Recorded keys, each with its expiry. */
  readonly items: Map<string, Date>;
  readonly deferred: Map<string, OutboxMessage>;
  readonly outbox: Outbox & OutboxReader;
  readonly signatures: SignatureTable;
  /** Signatures by the key of the signed values. */
  readonly seen: Map<string, { readonly expiresAt: Date; readonly signatures: readonly SeenSignature[] }>;
  /** Fails to add signatures alone, as after a stop. */
  failsToAdd: boolean;
  /** How many of the next calls fail. */
  failures: number;
  readonly calls: string[];
  fails: boolean;
}

export function createMemoryTable(): MemoryTable {
  const call = (name: string) => {
    table.calls.push(name);
    table.failures -= 1;
    if (table.fails || table.failures >= 0) throw new Error("the table is out");
  };
  const table: MemoryTable = {
    items: new Map(),
    deferred: new Map(),
    seen: new Map(),
    signatures: {
      async find(key, now) {
        call("find");
        const item = table.seen.get(key);
        return item && item.expiresAt > now ? item.signatures : [];
      },
      async add(key, seen, expiresAt) {
        call("add");
        if (table.failsToAdd) throw new Error("the table is out");
        const before = table.seen.get(key)?.signatures ?? [];
        const isKnown = before.some((known) => isDeepStrictEqual(known, seen));
        table.seen.set(key, { expiresAt, signatures: isKnown ? before : [...before, seen] });
        return before;
      },
    },
    outbox: createMemoryOutbox(() => table, call),
    failsToAdd: false,
    failures: 0,
    calls: [],
    fails: false,
    async has(key, now) {
      call("has");
      return table.deferred.has(key) || isRecorded(table, key, now);
    },
    async add(key, expiresAt) {
      call("add");
      table.items.set(key, expiresAt);
      table.deferred.delete(key);
    },
  };
  return table;
}

function createMemoryOutbox(table: () => MemoryTable, call: (name: string) => void): MemoryTable["outbox"] {
  return {
    async add(deferred) {
      call("defer");
      const key = deferred.message.deduplicationId;
      const other = table().deferred.get(key);
      if (other?.signed && other.signed.signature === deferred.signed?.signature)
        return other.signed.body === deferred.signed.body ? "waiting" : "altered";
      if (other || isRecorded(table(), key, deferred.deferredAt)) return "known";
      table().deferred.set(key, deferred);
      return "deferred";
    },
    async sources() {
      call("sources");
      return [...new Set([...table().deferred.values()].map(({ message }) => message.attributes.source))];
    },
    async *list(source) {
      call("list");
      const deferred = [...table().deferred].filter(
        ([, { message }]) => message.attributes.source === source,
      );
      yield deferred
        .sort(([, a], [, b]) => a.deferredAt.getTime() - b.deferredAt.getTime())
        .map(([key, { message }]) => ({ key, groupId: message.groupId }));
    },
    async read(key) {
      call("read");
      return table().deferred.get(key);
    },
  };
}

function isRecorded({ items }: MemoryTable, key: string, now: Date): boolean {
  const expiresAt = items.get(key);
  return expiresAt !== undefined && expiresAt > now;
}

/** The queue at its port. SQS absorbs a repeated deduplication id for five minutes. */
export interface MemoryQueue extends FifoQueue {
  readonly messages: QueueMessage[];
  readonly calls: string[];
  fails: boolean;
}

export function createMemoryQueue(): MemoryQueue {
  const queue: MemoryQueue = {
    messages: [],
    calls: [],
    fails: false,
    async send(message) {
      queue.calls.push("send");
      if (queue.fails) throw new Error("the queue is out");
      const isKnown = queue.messages.some(
        ({ deduplicationId }) => deduplicationId === message.deduplicationId,
      );
      if (!isKnown) queue.messages.push(message);
    },
  };
  return queue;
}

/** Secrets Manager at its port: the current secret and the one before it. */
export function secretsOf(...values: readonly unknown[]): Secrets {
  const versions = { values };
  return { read: async () => versions, reread: async () => undefined };
}
