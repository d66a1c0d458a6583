import type { Authenticator } from "../../../lib/authentication/authenticator.ts";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import type { FifoQueue, QueueMessage } from "../../../lib/intake/ports.ts";
import type { Intake } from "../../../lib/intake/receive.ts";
import type { OutboxEntry, OutboxRelay } from "../../../lib/outbox/outbox-relay.ts";
import type { PlantedBug } from "./simulate.ts";

const retentionMs = 30 * 24 * 60 * 60 * 1000;
const recordMs = 500;
let sent = 0;

interface NoticedBug extends PlantedBug {
  /** What the simulator has to say of it. */
  readonly noticedAs: RegExp;
}

/** Every protection, and the intake without it. */
export const plantedBugs: Readonly<Record<string, NoticedBug>> = {
  "the check": {
    noticedAs: /repeated without need/,
    intake: (intake) => ({
      ...intake,
      table: { ...intake.table, has: (...parameters) => intake.table.has(...parameters).then(() => false) },
    }),
  },
  "the deduplication id": {
    noticedAs: /has two ids/,
    intake: withQueues((queue) => ({
      send(message, withinMs) {
        sent += 1;
        const deduplicationId = `${message.deduplicationId}-${sent}`;
        return queue.send({ ...message, deduplicationId } satisfies QueueMessage, withinMs);
      },
    })),
  },
  "the outbox": {
    noticedAs: /acknowledged as deferred and is lost/,
    intake: (intake) => ({ ...intake, outbox: { add: async () => "deferred" as const } }),
  },
  "the use of the table where the queue is out": {
    noticedAs: /503 although a store worked/,
    intake: (intake) => ({ ...intake, outbox: { add: () => Promise.reject(new Error("not deferred")) } }),
  },
  "recording after sending, not before": {
    noticedAs: /acknowledged as duplicate and is lost/,
    intake: (intake) => ({
      ...intake,
      table: {
        ...intake.table,
        async has(key, now, withinMs) {
          const isFound = await intake.table.has(key, now, withinMs);
          if (!isFound) await intake.table.add(key, new Date(now.getTime() + retentionMs), recordMs);
          return isFound;
        },
      },
    }),
  },
  "recording at all": {
    noticedAs: /repeated without need/,
    intake: (intake) => ({ ...intake, table: { ...intake.table, add: async () => undefined } }),
  },
  "going on without the table": {
    noticedAs: /503 although a store worked/,
    intake: (intake) => {
      const queues = withQueues((queue) => queue)(intake).queues;
      let isTableOut = false;
      const has: Intake["table"]["has"] = (...parameters) =>
        intake.table.has(...parameters).catch((error: unknown) => {
          isTableOut = true;
          throw error;
        });
      const guard = (queue: FifoQueue): FifoQueue => ({
        send: (...parameters) =>
          isTableOut ? Promise.reject(new Error("not sent")) : queue.send(...parameters),
      });
      return {
        ...intake,
        table: { ...intake.table, has },
        queues: { events: guard(queues.events), quarantine: guard(queues.quarantine) },
      };
    },
  },
  "the time limit of a call": {
    noticedAs: /was answered after/,
    intake: withQueues((queue) => ({ send: (message) => queue.send(message, 60_000) })),
  },
  "the order of a subject": {
    noticedAs: /overtook/,
    intake: withQueues((queue) => ({
      // Half of the messages take the long way, after their acknowledgement.
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
    relay: withRelayQueues((queue) => ({
      send: (message, withinMs) => queue.send({ ...message, groupId: "deferred" }, withinMs),
    })),
  },
  "the relay's order": {
    noticedAs: /overtook/,
    relay: withList((page) => page.toReversed()),
  },
  "the order within a group": {
    noticedAs: /overtook/,
    // Every message is taken for one of a group of its own, and so goes beside the others.
    relay: withList((page) => page.map(({ key }) => ({ key, groupId: key }))),
  },
  "recording where the check failed": {
    noticedAs: /repeated without need/,
    intake: (intake) => {
      let hasFailed = false;
      return {
        ...intake,
        table: {
          has: (...parameters) =>
            intake.table.has(...parameters).catch((error: unknown) => {
              hasFailed = true;
              throw error;
            }),
          add: async (...parameters) => {
            if (!hasFailed) await intake.table.add(...parameters);
          },
        },
      };
    },
  },
  "the check of signatures": {
    noticedAs: /is a second event of its signature/,
    intake: (intake) => ({
      ...intake,
      signatures: {
        ...intake.signatures,
        find: (...parameters) => intake.signatures.find(...parameters).then(() => []),
      },
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
    intake: (intake) => ({
      ...intake,
      source: {
        ...intake.source,
        interpret(delivery) {
          const interpretation = intake.source.interpret(delivery);
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

/** Takes every delivery for one that has proved whatever its source wants. */
const believe: Authenticator["authenticate"] = async (delivery) => ({
  ok: true,
  delivery: vouchFor(delivery, { signature: { digest: delivery.id, values: {} } }),
});

function withQueues(change: (queue: FifoQueue) => FifoQueue) {
  return (intake: Intake): Intake => ({
    ...intake,
    queues: { events: change(intake.queues.events), quarantine: change(intake.queues.quarantine) },
  });
}

function withRelayQueues(change: (queue: FifoQueue) => FifoQueue) {
  return (relay: OutboxRelay): OutboxRelay => ({
    ...relay,
    queues: { events: change(relay.queues.events), quarantine: change(relay.queues.quarantine) },
  });
}

function withList(change: (page: readonly OutboxEntry[]) => readonly OutboxEntry[]) {
  return (relay: OutboxRelay): OutboxRelay => ({
    ...relay,
    outbox: {
      ...relay.outbox,
      async *list(...parameters) {
        for await (const page of relay.outbox.list(...parameters)) yield change(page);
      },
    },
  });
}
