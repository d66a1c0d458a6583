import type { Authenticator } from "../../../lib/authentication/authenticator.ts";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import type { FifoQueue, IdempotencyTable, Queues } from "../../../lib/intake/ports.ts";
import type { OutboxEntry, OutboxReader } from "../../../lib/outbox/outbox-relay.ts";
import type { PlantedBug } from "./simulate.ts";

const retentionMs = 30 * 24 * 60 * 60 * 1000;
const recordMs = 500;
let sent = 0;

interface NoticedBug extends PlantedBug {
  /** The simulator must report this. */
  readonly noticedAs: RegExp;
}

/** Every protection, and the intake without it. */
export const plantedBugs: Readonly<Record<string, NoticedBug>> = {
  "the check": {
    noticedAs: /repeated without need/,
    intake: withTable((table) => ({ has: (...call) => table.has(...call).then(() => false) })),
  },
  "the deduplication id": {
    noticedAs: /has two ids/,
    intake: withQueues((queue) => ({
      send(message, withinMs) {
        sent += 1;
        const deduplicationId = `${message.deduplicationId}-${sent}`;
        return queue.send({ ...message, deduplicationId }, withinMs);
      },
    })),
  },
  "the outbox": {
    noticedAs: /acknowledged as deferred and is lost/,
    intake: (intake) => ({ ...intake, outbox: { add: async () => "deferred" } }),
  },
  "the use of the table where the queue is out": {
    noticedAs: /503 although a store worked/,
    intake: (intake) => ({ ...intake, outbox: { add: () => Promise.reject(new Error("not deferred")) } }),
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
    intake: (intake) => {
      const failing = watchFailure(intake.table);
      const guard = (queue: FifoQueue): FifoQueue => ({
        send: (...call) =>
          failing.hasFailed() ? Promise.reject(new Error("not sent")) : queue.send(...call),
      });
      return { ...intake, table: failing.table, queues: changeQueues(intake.queues, guard) };
    },
  },
  "the time limit of a call": {
    noticedAs: /was answered after/,
    intake: withQueues((queue) => ({ send: (message) => queue.send(message, 60_000) })),
  },
  "the order of a subject": {
    noticedAs: /overtook/,
    intake: withQueues((queue) => ({
      // Defers half of the messages after their acknowledgement.
      async send(message, withinMs) {
        if (message.deduplicationId < "8") return queue.send(message, withinMs);
        void queue.send(message, withinMs).catch(() => undefined);
      },
    })),
  },
  "the condition of outbox": { noticedAs: /repeated without need/, ignoresCondition: true },
  "the relay's recording after sending": {
    noticedAs: /acknowledged as deferred and is lost/,
    relay: (relay) => ({
      ...relay,
      outbox: {
        ...relay.outbox,
        async read(key, withinMs) {
          const deferred = await relay.outbox.read(key, withinMs);
          if (deferred) await relay.table.add(key, new Date(retentionMs), recordMs);
          return deferred;
        },
      },
    }),
  },
  "the group of a subject": {
    noticedAs: /another group than its subject/,
    intake: withQueues((queue) => ({
      send: (message, withinMs) =>
        queue.send({ ...message, groupId: `${message.groupId}${message.deduplicationId[0]}` }, withinMs),
    })),
  },
  "the group of a message that was deferred": {
    noticedAs: /another group than its subject|repeated without need/,
    relay: (relay) => ({
      ...relay,
      queues: changeQueues(relay.queues, (queue) => ({
        send: (message, withinMs) => queue.send({ ...message, groupId: "deferred" }, withinMs),
      })),
    }),
  },
  "the relay's order": { noticedAs: /overtook/, relay: withList((page) => page.toReversed()) },
  "the order within a group": {
    noticedAs: /overtook/,
    // Each message gets its own group, so all go in parallel.
    relay: withList((page) => page.map(({ key }) => ({ key, groupId: key }))),
  },
  "recording where the check failed": {
    noticedAs: /repeated without need/,
    intake: (intake) => {
      const { table, hasFailed } = watchFailure(intake.table);
      const add: IdempotencyTable["add"] = async (...call) => {
        if (!hasFailed()) await intake.table.add(...call);
      };
      return { ...intake, table: { ...table, add } };
    },
  },
  "the check of signatures": {
    noticedAs: /is a second event of its signature/,
    intake: ({ signatures, ...intake }) => ({
      ...intake,
      signatures: { ...signatures, find: (...call) => signatures.find(...call).then(() => []) },
    }),
  },
  "recording signatures": {
    noticedAs: /repeated without need|is a second event of its signature/,
    intake: (intake) => ({ ...intake, signatures: { ...intake.signatures, add: async () => [] } }),
  },
  "the relay's check of signatures": {
    noticedAs: /repeated without need/,
    relay: (relay) => ({ ...relay, signatures: { ...relay.signatures, find: async () => [] } }),
  },
  "leaving credentials out": {
    noticedAs: /holds a credential/,
    intake: ({ source, ...intake }) => ({
      ...intake,
      source: {
        ...source,
        interpret(delivery) {
          const interpretation = source.interpret(delivery);
          return { ...interpretation, message: interpretation.message + Buffer.from(delivery.body) };
        },
      },
    }),
  },
  "the authentication": {
    noticedAs: /comes from no vendor/,
    intake: (intake) => ({ ...intake, authenticator: { ...intake.authenticator, authenticate: believe } }),
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

function withTable(
  change: (table: IdempotencyTable) => Partial<IdempotencyTable>,
): NonNullable<PlantedBug["intake"]> {
  return (intake) => ({ ...intake, table: { ...intake.table, ...change(intake.table) } });
}

function changeQueues({ events, quarantine }: Queues, change: (queue: FifoQueue) => FifoQueue): Queues {
  return { events: change(events), quarantine: change(quarantine) };
}

function withQueues(change: (queue: FifoQueue) => FifoQueue): NonNullable<PlantedBug["intake"]> {
  return (intake) => ({ ...intake, queues: changeQueues(intake.queues, change) });
}

function withList(
  change: (page: readonly OutboxEntry[]) => readonly OutboxEntry[],
): NonNullable<PlantedBug["relay"]> {
  return (relay) => {
    const list: OutboxReader["list"] = async function* (...call) {
      for await (const page of relay.outbox.list(...call)) yield change(page);
    };
    return { ...relay, outbox: { ...relay.outbox, list } };
  };
}
