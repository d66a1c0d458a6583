import type { Authenticator } from "../../../lib/authentication/authenticator.ts";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import type { FifoQueue, QueueMessage } from "../../../lib/intake/ports.ts";
import type { Intake } from "../../../lib/intake/receive.ts";
import type { OutboxEntry, Relay } from "../../../lib/outbox/relay.ts";
import type { PlantedBug } from "./simulate.ts";

const retentionMs = 30 * 24 * 60 * 60 * 1000;
const rememberMs = 500;
let sent = 0;

interface NoticedBug extends PlantedBug {
  /** What the simulator has to say of it. */
  readonly noticedAs: RegExp;
}

/** Every protection, and the intake without it. */
export const plantedBugs: Readonly<Record<string, NoticedBug>> = {
  "the look": {
    noticedAs: /repeated without need/,
    intake: (intake) => ({
      ...intake,
      table: { ...intake.table, look: (...parameters) => intake.table.look(...parameters).then(() => false) },
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
    intake: (intake) => ({ ...intake, outbox: { defer: async () => "deferred" as const } }),
  },
  "the use of the table where the queue is out": {
    noticedAs: /503 although a store worked/,
    intake: (intake) => ({ ...intake, outbox: { defer: () => Promise.reject(new Error("not deferred")) } }),
  },
  "remembering after sending, not before": {
    noticedAs: /acknowledged as duplicate and is lost/,
    intake: (intake) => ({
      ...intake,
      table: {
        ...intake.table,
        async look(key, now, withinMs) {
          const isFound = await intake.table.look(key, now, withinMs);
          if (!isFound) await intake.table.remember(key, new Date(now.getTime() + retentionMs), rememberMs);
          return isFound;
        },
      },
    }),
  },
  "remembering at all": {
    noticedAs: /repeated without need/,
    intake: (intake) => ({ ...intake, table: { ...intake.table, remember: async () => undefined } }),
  },
  "going on without the table": {
    noticedAs: /503 although a store worked/,
    intake: (intake) => {
      const queues = withQueues((queue) => queue)(intake).queues;
      let isTableOut = false;
      const look: Intake["table"]["look"] = (...parameters) =>
        intake.table.look(...parameters).catch((error: unknown) => {
          isTableOut = true;
          throw error;
        });
      const guard = (queue: FifoQueue): FifoQueue => ({
        send: (...parameters) =>
          isTableOut ? Promise.reject(new Error("not sent")) : queue.send(...parameters),
      });
      return {
        ...intake,
        table: { ...intake.table, look },
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
  "the relay's remembering after sending": {
    noticedAs: /acknowledged as deferred and is lost/,
    relay: (relay) => ({
      ...relay,
      deferred: {
        ...relay.deferred,
        async read(key, withinMs) {
          const deferred = await relay.deferred.read(key, withinMs);
          if (deferred) await relay.table.remember(key, new Date(retentionMs), rememberMs);
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
  "remembering where the look failed": {
    noticedAs: /repeated without need/,
    intake: (intake) => {
      let hasFailed = false;
      return {
        ...intake,
        table: {
          look: (...parameters) =>
            intake.table.look(...parameters).catch((error: unknown) => {
              hasFailed = true;
              throw error;
            }),
          remember: async (...parameters) => {
            if (!hasFailed) await intake.table.remember(...parameters);
          },
        },
      };
    },
  },
  "the look at signatures": {
    noticedAs: /is a second event of its signature/,
    intake: (intake) => ({
      ...intake,
      signatures: {
        ...intake.signatures,
        find: (...parameters) => intake.signatures.find(...parameters).then(() => []),
      },
    }),
  },
  "remembering signatures": {
    noticedAs: /repeated without need|is a second event of its signature/,
    intake: (intake) => ({ ...intake, signatures: { ...intake.signatures, add: async () => [] } }),
  },
  "the relay's look at signatures": {
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
  return (relay: Relay): Relay => ({
    ...relay,
    queues: { events: change(relay.queues.events), quarantine: change(relay.queues.quarantine) },
  });
}

function withList(change: (page: readonly OutboxEntry[]) => readonly OutboxEntry[]) {
  return (relay: Relay): Relay => ({
    ...relay,
    deferred: {
      ...relay.deferred,
      async *list(...parameters) {
        for await (const page of relay.deferred.list(...parameters)) yield change(page);
      },
    },
  });
}
