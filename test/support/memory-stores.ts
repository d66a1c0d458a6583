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

export type MemoryTable = ReturnType<typeof createMemoryTable>;
interface SeenItem {
  readonly expiresAt: Date;
  readonly signatures: readonly SeenSignature[];
}

function createTableState() {
  return {
    /** Recorded keys, each with its expiry. */
    items: new Map<string, Date>(),
    deferred: new Map<string, OutboxMessage>(),
    /** Signatures by the key of the signed values. */
    seen: new Map<string, SeenItem>(),
    calls: new Array<string>(),
    fails: false,
    /** How many of the next calls fail. */
    failures: 0,
    /** Fails to add signatures alone, as after a stop. */
    failsToAdd: false,
  };
}
type TableState = ReturnType<typeof createTableState>;

const isRecorded = ({ items }: TableState, key: string, now: Date) => (items.get(key) ?? now) > now;

/** The table at its ports. It records requests and can fail. */
export function createMemoryTable() {
  const state = createTableState();
  const call = (name: string) => {
    state.calls.push(name);
    state.failures -= 1;
    if (state.fails || state.failures >= 0) throw new Error("the table is out");
  };
  const keys: IdempotencyTable = {
    async has(key, now) {
      call("has");
      return state.deferred.has(key) || isRecorded(state, key, now);
    },
    async add(key, expiresAt) {
      call("add");
      state.items.set(key, expiresAt);
      state.deferred.delete(key);
    },
  };
  const signatures: SignatureTable = {
    async find(key, now) {
      call("find");
      const item = state.seen.get(key);
      return item && item.expiresAt > now ? item.signatures : [];
    },
    async add(key, seen, expiresAt) {
      call("add");
      if (state.failsToAdd) throw new Error("the table is out");
      const before = state.seen.get(key)?.signatures ?? [];
      const isKnown = before.some((known) => isDeepStrictEqual(known, seen));
      state.seen.set(key, { expiresAt, signatures: isKnown ? before : [...before, seen] });
      return before;
    },
  };
  return Object.assign(state, { ...keys, signatures, outbox: createMemoryOutbox(state, call) });
}

function createMemoryOutbox(state: TableState, call: (name: string) => void): Outbox & OutboxReader {
  return {
    async add(deferred) {
      call("defer");
      const key = deferred.message.deduplicationId;
      const other = state.deferred.get(key);
      if (other?.signed && other.signed.signature === deferred.signed?.signature)
        return other.signed.body === deferred.signed.body ? "waiting" : "altered";
      if (other || isRecorded(state, key, deferred.deferredAt)) return "known";
      state.deferred.set(key, deferred);
      return "deferred";
    },
    async sources() {
      call("sources");
      return [...new Set([...state.deferred.values()].map(({ message }) => message.attributes.source))];
    },
    async *list(source) {
      call("list");
      const deferred = [...state.deferred].filter(([, { message }]) => message.attributes.source === source);
      yield deferred
        .sort(([, a], [, b]) => a.deferredAt.getTime() - b.deferredAt.getTime())
        .map(([key, { message }]) => ({ key, groupId: message.groupId }));
    },
    async read(key) {
      call("read");
      return state.deferred.get(key);
    },
  };
}

/** The queue at its port. SQS absorbs a repeated deduplication id for five minutes. */
export function createMemoryQueue() {
  const state = { messages: new Array<QueueMessage>(), calls: new Array<string>(), fails: false };
  const { messages, calls } = state;
  const queue: FifoQueue = {
    async send(message) {
      calls.push("send");
      if (state.fails) throw new Error("the queue is out");
      const isKnown = messages.some(({ deduplicationId }) => deduplicationId === message.deduplicationId);
      if (!isKnown) messages.push(message);
    },
  };
  return Object.assign(state, queue);
}

/** Secrets Manager at its port: the current secret and the one before it. */
export function secretsOf(...values: readonly unknown[]): Secrets {
  const versions = { values };
  return { read: async () => versions, reread: async () => undefined };
}
