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

/** Every call in its order, by its step of a delivery or of the relay. */
export interface CallLog {
  readonly calls: string[];
  /** Calls of this step fail. */
  failsAt?: string | undefined;
}

function createTableState() {
  return {
    /** Recorded keys, each with its expiry. */
    items: new Map<string, Date>(),
    deferred: new Map<string, OutboxMessage>(),
    /** Signatures by the key of the signed values. */
    seen: new Map<string, SeenItem>(),
    fails: false,
    /** How many of the next calls fail. */
    failures: 0,
  };
}
type TableState = ReturnType<typeof createTableState>;

const isRecorded = ({ items }: TableState, key: string, now: Date) => (items.get(key) ?? now) > now;

/** The table at its ports. */
export function createMemoryTable(log: CallLog = { calls: [] }) {
  const state = createTableState();
  const call = (step: string) => {
    log.calls.push(step);
    state.failures -= 1;
    if (state.fails || state.failures >= 0 || log.failsAt === step) throw new Error("the table is out");
  };
  const keys: IdempotencyTable = {
    async has(key, now) {
      call("check");
      return state.deferred.has(key) || isRecorded(state, key, now);
    },
    async add(key, expiresAt) {
      call("record");
      state.items.set(key, expiresAt);
      state.deferred.delete(key);
    },
  };
  const signatures: SignatureTable = {
    async find(key, now) {
      call("check");
      const item = state.seen.get(key);
      return item && item.expiresAt > now ? item.signatures : [];
    },
    async add(key, seen, expiresAt) {
      call("record");
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
export function createMemoryQueue(step: string, log: CallLog) {
  const state = { messages: new Array<QueueMessage>(), fails: false };
  const { messages } = state;
  const queue: FifoQueue = {
    async send(message) {
      log.calls.push(step);
      if (state.fails || log.failsAt === step) throw new Error("the queue is out");
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
