import { vendors } from "../../../functions/vendors.ts";
import type { Authenticator } from "../../../lib/authentication/authenticator.ts";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import type { FifoQueue, IdempotencyTable, QueueMessage } from "../../../lib/intake/ports.ts";
import type { Intake } from "../../../lib/intake/receive.ts";
import type { OutboxEntry, OutboxReader, OutboxRelay } from "../../../lib/outbox/outbox-relay.ts";
import type { Source } from "../../../lib/source/define-vendor.ts";
import type { PlantedBug } from "./simulate.ts";

const retentionMs = 30 * 24 * 60 * 60 * 1000;
const recordMs = 500;
let sent = 0;

/** Every protection, and the intake without it. The simulator must report `noticedAs`. */
export const plantedBugs: Readonly<Record<string, PlantedBug & { readonly noticedAs: RegExp }>> = {
  "the check": {
    noticedAs: /repeated without need/,
    intake: withTable((table) => ({ has: (...call) => table.has(...call).then(() => false) })),
  },
  "the deduplication id": {
    noticedAs: /has two ids/,
    intake: withMessages(({ deduplicationId }) => {
      sent += 1;
      return { deduplicationId: `${deduplicationId}-${sent}` };
    }),
  },
  "the outbox": {
    noticedAs: /acknowledged as deferred and is lost/,
    intake: () => ({ outbox: { add: async () => "deferred" } }),
  },
  "the use of the table where the queue is out": {
    noticedAs: /503 although a store worked/,
    intake: () => ({ outbox: { add: () => Promise.reject(new Error("not deferred")) } }),
  },
  "recording after sending, not before": {
    noticedAs: /acknowledged as duplicate and is lost/,
    intake: withTable((table) => ({
      async has(key, now, withinMs) {
        const isFound = await table.has(key, now, withinMs);
        if (!isFound) await table.add(key, new Date(now.getTime() + retentionMs), recordMs);
        return isFound;
      },
    })),
  },
  "recording at all": {
    noticedAs: /repeated without need/,
    intake: withTable(() => ({ add: async () => undefined })),
  },
  "going on without the table": {
    noticedAs: /503 although a store worked/,
    intake(intake) {
      const { table, hasFailed } = watchFailure(intake.table);
      const failing = withSend((queue) => async (...call) => {
        if (hasFailed()) throw new Error("not sent");
        await queue.send(...call);
      });
      return { table, ...failing(intake) };
    },
  },
  "the time limit of a call": {
    noticedAs: /was answered after/,
    intake: withSend((queue) => (message) => queue.send(message, 60_000)),
  },
  "the order of a subject": {
    noticedAs: /overtook/,
    // Defers half of the messages after their acknowledgement.
    intake: withSend((queue) => async (message, withinMs) => {
      if (message.deduplicationId < "8") return queue.send(message, withinMs);
      void queue.send(message, withinMs).catch(() => undefined);
    }),
  },
  "the condition of outbox": { noticedAs: /repeated without need/, ignoresCondition: true },
  "the relay's recording after sending": {
    noticedAs: /acknowledged as deferred and is lost/,
    relay: withOutbox(({ outbox, table }) => ({
      async read(key, withinMs) {
        const deferred = await outbox.read(key, withinMs);
        if (deferred) await table.add(key, new Date(retentionMs), recordMs);
        return deferred;
      },
    })),
  },
  "the group of a subject": {
    noticedAs: /another group than its subject/,
    intake: withMessages(({ groupId, deduplicationId }) => ({ groupId: groupId + deduplicationId[0] })),
  },
  "the group of a message that was deferred": {
    noticedAs: /another group than its subject|repeated without need/,
    relay: withMessages(() => ({ groupId: "deferred" })),
  },
  "the outcome of a message that was deferred": {
    noticedAs: /lost: \w+ did not get/,
    relay: withMessages(({ attributes }) => ({ attributes: { ...attributes, outcome: undefined } })),
  },
  "the topic of a message that was deferred": { noticedAs: /misrouted: \w+ got/, ignoresTopic: true },
  "the source of a message": {
    noticedAs: /lost: \w+ did not get/,
    intake: withMessages(({ attributes }) => ({ attributes: { ...attributes, source: attributes.type } })),
  },
  "the relay's order": { noticedAs: /overtook/, relay: withPages((page) => page.toReversed()) },
  "the order within a group": {
    noticedAs: /overtook/,
    // Each message gets its own group, so all go in parallel.
    relay: withPages((page) => page.map(({ key }) => ({ key, groupId: key }))),
  },
  "recording where the check failed": {
    noticedAs: /repeated without need/,
    intake(intake) {
      const { table, hasFailed } = watchFailure(intake.table);
      const add: IdempotencyTable["add"] = async (...call) => {
        if (!hasFailed()) await intake.table.add(...call);
      };
      return { table: { ...table, add } };
    },
  },
  "the check of signatures": {
    noticedAs: /is a second event of its signature/,
    intake: ({ signatures }) => ({
      signatures: { ...signatures, find: (...call) => signatures.find(...call).then(() => []) },
    }),
  },
  "recording signatures": {
    noticedAs: /repeated without need|is a second event of its signature/,
    intake: ({ signatures }) => ({ signatures: { ...signatures, add: async () => [] } }),
  },
  "the relay's check of signatures": {
    noticedAs: /repeated without need/,
    relay: ({ signatures }) => ({ signatures: { ...signatures, find: async () => [] } }),
  },
  "the source's id in the key": {
    noticedAs: /acknowledged as duplicate and is lost/,
    intake: withInterpret((source) => (delivery) => {
      const vendor = vendors.find(({ eventType }) => eventType === source.eventType) ?? source;
      return { ...source.interpret(delivery), key: vendor.interpret(delivery).key };
    }),
  },
  "leaving credentials out": {
    noticedAs: /holds a credential/,
    intake: withInterpret((source) => (delivery) => {
      const interpretation = source.interpret(delivery);
      return { ...interpretation, message: interpretation.message + Buffer.from(delivery.body) };
    }),
  },
  "the authentication": {
    noticedAs: /comes from no vendor/,
    intake: ({ authenticator }) => ({ authenticator: { ...authenticator, authenticate: believe } }),
  },
};

/** Accepts every delivery as proof of all that its source wants. */
const believe: Authenticator["authenticate"] = async (delivery) => ({
  ok: true,
  delivery: vouchFor(delivery, { signature: { digest: delivery.id, values: {} } }),
});

/** The same table. It remembers failed checks. */
function watchFailure(table: IdempotencyTable) {
  let hasFailed = false;
  const has: IdempotencyTable["has"] = (...call) =>
    table.has(...call).catch((error: unknown) => {
      hasFailed = true;
      throw error;
    });
  return { table: { ...table, has }, hasFailed: () => hasFailed };
}

function withInterpret(change: (source: Source) => Source["interpret"]) {
  return ({ source }: Pick<Intake, "source">) => ({ source: { ...source, interpret: change(source) } });
}

function withTable(change: (table: IdempotencyTable) => Partial<IdempotencyTable>) {
  return ({ table }: Pick<Intake, "table">) => ({ table: { ...table, ...change(table) } });
}

function withSend(change: (queue: FifoQueue) => FifoQueue["send"]) {
  return ({ queues: { events, quarantine } }: Pick<Intake, "queues">) => ({
    queues: { events: { send: change(events) }, quarantine: { send: change(quarantine) } },
  });
}

function withMessages(change: (message: QueueMessage) => Partial<QueueMessage>) {
  return withSend((queue) => (message, withinMs) => queue.send({ ...message, ...change(message) }, withinMs));
}

function withOutbox(change: (relay: OutboxRelay) => Partial<OutboxReader>) {
  return (relay: OutboxRelay) => ({ outbox: { ...relay.outbox, ...change(relay) } });
}

function withPages(change: (page: readonly OutboxEntry[]) => readonly OutboxEntry[]) {
  return withOutbox(({ outbox }) => ({
    async *list(...call) {
      for await (const page of outbox.list(...call)) yield change(page);
    },
  }));
}
