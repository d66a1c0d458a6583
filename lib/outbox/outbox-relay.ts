import type { FifoQueue, OutboxMessage } from "../intake/ports.ts";
import { nameOfError } from "../intake/receipt.ts";
import type { QueueName } from "../source/queue-name.ts";
import { relayLimitsMs, type SendPorts, sendDeferred } from "./send-deferred.ts";

/** A deferred message as the list names it. */
export interface OutboxEntry {
  readonly key: string;
  readonly groupId: string;
}

/** The outbox as the relay reads it. */
export interface OutboxReader {
  /** The deferred messages of a source, oldest first, page by page. The list may be some moments behind. */
  readonly list: (source: string, pageWithinMs: number) => AsyncIterable<readonly OutboxEntry[]>;
  /** A deferred message as it is now. Undefined if it is not deferred any more. */
  readonly read: (key: string, withinMs: number) => Promise<OutboxMessage | undefined>;
}

export interface OutboxRelay extends SendPorts {
  /** Ids of the sources. */
  readonly sources: readonly string[];
  readonly outbox: OutboxReader;
}

/** The result of a run. */
export interface RelayReport {
  /** Deferred messages that the run saw. */
  readonly found: number;
  readonly sent: number;
  readonly failed: number;
  /** False if not everything was tried: the time was over, or a queue is still out. */
  readonly finished: boolean;
  /** The name of the error behind the last failure. */
  readonly cause?: string | undefined;
}

/** Groups that are sent at the same time. Within a group, one message goes after another. */
const concurrency = 8;

/** After so many failures in a row, a run gives a queue up: it is still out, and the next run comes in a minute. */
const maxFailuresInARow = 10;

/**
 * Sends the deferred messages: oldest first, each group in its order, and begins none after `endsAt`.
 *
 *     read ──────▶ send ──────▶ record (its signature first, if it has one)
 *         stop: still      stop: sent, and still deferred. SQS absorbs
 *         deferred           the next run's copy for 5 minutes
 *
 * Two runs at once send copies of the same messages, in the same order, and SQS absorbs one of each.
 */
export async function relayOutbox(relay: OutboxRelay, endsAt: Date): Promise<RelayReport> {
  const reports = await Promise.all(relay.sources.map((source) => relaySource(source, relay, endsAt)));
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

/** One source's run: its counts, and what has to wait because something failed. */
interface Run extends OutboxRelay {
  readonly endsAt: Date;
  readonly queues: Readonly<Record<QueueName, BreakableQueue>>;
  /** A message that cannot be sent blocks the later ones of its group, and no others. */
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

/** True if everything that is deferred was tried. */
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

/** False if the message has to wait. */
async function relayMessage(key: string, run: Run): Promise<boolean> {
  // The list may be behind. A message that another run has sent meanwhile is not sent again.
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

/** Without the event queue a run ends. Without the quarantine it goes on, since events must not wait for it. */
function isOver({ endsAt, now, queues }: Run): boolean {
  return queues.events.isOut() || now() >= endsAt;
}
