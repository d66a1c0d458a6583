import type { SecretStore } from "../../lib/authentication/secret-judge.ts";
import { IntakeError } from "../../lib/intake-error.ts";
import type { FifoQueue, IdempotencyTable, QueueMessage } from "../../lib/receive-delivery.ts";

/** The table at its port, with what it was asked, and able to fail. */
export interface MemoryTable extends IdempotencyTable {
  readonly items: Map<string, Date>;
  readonly calls: string[];
  fails: boolean;
}

export function createMemoryTable(): MemoryTable {
  const table: MemoryTable = {
    items: new Map(),
    calls: [],
    fails: false,
    async look(key, now) {
      table.calls.push("look");
      if (table.fails) throw new Error("the table is out");
      const expiresAt = table.items.get(key);
      return expiresAt !== undefined && expiresAt > now;
    },
    async remember(key, expiresAt) {
      table.calls.push("remember");
      if (table.fails) throw new Error("the table is out");
      table.items.set(key, expiresAt);
    },
  };
  return table;
}

/** The queue at its port: a repeated deduplication id is absorbed, as SQS documents it for five minutes. */
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
      if (queue.fails) throw new IntakeError("queue_unavailable", "the queue is out");
      const isKnown = queue.messages.some(
        ({ deduplicationId }) => deduplicationId === message.deduplicationId,
      );
      if (!isKnown) queue.messages.push(message);
    },
  };
  return queue;
}

/** Secrets Manager at its port: the current secret, and the one before it. */
export function secretStoreOf(...values: readonly unknown[]): SecretStore {
  const versions = { values };
  return { read: async () => versions, reread: async () => undefined };
}
