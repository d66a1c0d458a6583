import type { FifoQueue, OutboxMessage } from "../intake/ports.ts";
import { nameOfError } from "../intake/receipt.ts";
import type { QueueName } from "../source/queue-name.ts";
import { relayLimitsMs, type SendPorts, sendDeferred } from "./send-deferred.ts";

export interface OutboxEntry {
  readonly key: string;
  readonly groupId: string;
}

/** The relay's view. */
export interface OutboxReader {
  /** Of deferred messages, also if the stage has lost the source. May lag. */
  readonly sources: (pageWithinMs: number) => Promise<readonly string[]>;
  /** A source's deferred messages, oldest first, by page. The list may lag. */
  readonly list: (source: string, pageWithinMs: number) => AsyncIterable<readonly OutboxEntry[]>;
  /** Undefined once it is not deferred. */
  readonly read: (key: string, withinMs: number) => Promise<OutboxMessage | undefined>;
}

export interface OutboxRelay extends SendPorts {
  readonly outbox: OutboxReader;
}

export interface RelayReport {
  /** Deferred messages that the run saw. */
  readonly found: number;
  readonly sent: number;
  readonly failed: number;
  /** False if time ran out or a queue is down. */
  readonly finished: boolean;
  /** The last failure's error name. */
  readonly cause?: string | undefined;
}

/** Groups at once. A group's messages go one by one. */
const concurrency = 8;

/** Then the run gives the queue up. The next run comes in a minute. */
const maxFailuresInARow = 10;

/**
 * Sends each source's deferred messages, oldest first, each group in order. Sources do not wait for each other. Begins
 * none after `endsAt`.
 *
 *     read ──────▶ send ──────▶ record (its signature first, if it has one)
 *         stop: still      stop: sent, and still deferred. SQS absorbs
 *         deferred           the next run's copy for 5 minutes
 *
 * Two runs at once send the same messages in the same order. SQS absorbs one of each.
 */
export async function relayOutbox(relay: OutboxRelay, endsAt: Date): Promise<RelayReport> {
  const reports = await relay.outbox.sources(relayLimitsMs.list).then(
    (sources) => Promise.all(sources.map((source) => relaySource(source, relay, endsAt))),
    (error: unknown) => [{ found: 0, sent: 0, failed: 1, finished: false, cause: nameOfError(error) }],
  );
  const sum = (field: "found" | "sent" | "failed") =>
    reports.reduce((total, report) => total + report[field], 0);
  return {
    found: sum("found"),
    sent: sum("sent"),
    failed: sum("failed"),
    finished: reports.every(({ finished }) => finished),
    cause: reports.findLast(({ cause }) => cause !== undefined)?.cause,
  };
}

/** One source's run. */
interface Run extends OutboxRelay {
  readonly endsAt: Date;
  readonly queues: Readonly<Record<QueueName, BreakableQueue>>;
  /** An unsent message blocks its group's later messages. */
  readonly blockedGroups: Set<string>;
  found: number;
  sent: number;
  failed: number;
  cause: string | undefined;
}

async function relaySource(source: string, relay: OutboxRelay, endsAt: Date): Promise<RelayReport> {
  const queues = {
    events: circuitBreaker(relay.queues.events),
    quarantine: circuitBreaker(relay.queues.quarantine),
  };
  const counts = { found: 0, sent: 0, failed: 0, cause: undefined };
  const run: Run = { ...relay, queues, endsAt, blockedGroups: new Set(), ...counts };
  const isListed = await relayPages(source, run).catch((error: unknown) => fail(run, error));
  const finished = isListed && !queues.events.isOut() && !queues.quarantine.isOut();
  return { found: run.found, sent: run.sent, failed: run.failed, finished, cause: run.cause };
}

/** True after trying every deferred message. */
async function relayPages(source: string, run: Run): Promise<boolean> {
  for await (const page of run.outbox.list(source, relayLimitsMs.list)) {
    run.found += page.length;
    const groups = [...Map.groupBy(page, ({ groupId }) => groupId).values()];
    await workThrough(groups, (group) => relayGroup(group, run));
    if (page.length > 0 && isOver(run)) return false;
  }
  return true;
}

async function workThrough<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const worker = async () => {
    for (let item = items.shift(); item !== undefined; item = items.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function relayGroup(group: readonly OutboxEntry[], run: Run): Promise<void> {
  for (const { key, groupId } of group) {
    if (isOver(run) || run.blockedGroups.has(groupId)) return;
    const isDone = await relayMessage(key, run).catch((error: unknown) => fail(run, error));
    if (!isDone) run.blockedGroups.add(groupId);
  }
}

/** False if the message must wait. */
async function relayMessage(key: string, run: Run): Promise<boolean> {
  // The list may lag: another run may have sent the message.
  const deferred = await run.outbox.read(key, relayLimitsMs.read);
  if (!deferred) return true;
  if (run.queues[deferred.queue].isOut()) return false;
  await sendDeferred(deferred, run);
  run.sent += 1;
  return true;
}

interface BreakableQueue extends FifoQueue {
  readonly isOut: () => boolean;
}

function circuitBreaker(queue: FifoQueue): BreakableQueue {
  let failuresInARow = 0;
  let isOut = false;
  return {
    isOut: () => isOut,
    async send(message, withinMs) {
      try {
        await queue.send(message, withinMs);
        failuresInARow = 0;
      } catch (error) {
        failuresInARow += 1;
        isOut ||= failuresInARow >= maxFailuresInARow;
        throw error;
      }
    },
  };
}

function fail(run: Run, error: unknown): false {
  run.failed += 1;
  run.cause = nameOfError(error);
  return false;
}

/** A run ends without the event queue. It continues without the quarantine: events must not wait for it. */
function isOver({ endsAt, now, queues }: Run): boolean {
  return queues.events.isOut() || now() >= endsAt;
}
