import type { IdempotencyTable, OutboxMessage, Queues, SignatureTable } from "../intake/ports.ts";
import { nameOfError } from "../intake/receipt.ts";
import { isKnown, otherBodies, type SeenSignature } from "../intake/seen-signatures.ts";
import type { QueueName } from "../source/queue-name.ts";
import { secondsAfter } from "../source/retention.ts";
import { quarantineCopy } from "./quarantine-copy.ts";

/** A deferred message as the list knows it. */
export interface OutboxEntry {
  readonly key: string;
  readonly groupId: string;
}

export interface OutboxReader {
  /** What is deferred for a source, oldest first, page by page. The list may be some moments behind. */
  readonly list: (source: string, pageWithinMs: number) => AsyncIterable<readonly OutboxEntry[]>;
  /** A deferred message as it is at this moment; undefined if it is not deferred any more. */
  readonly read: (key: string, withinMs: number) => Promise<OutboxMessage | undefined>;
}

export interface Relay {
  /** Ids of the sources. */
  readonly sources: readonly string[];
  readonly outbox: OutboxReader;
  /** Both read what was written a moment ago. */
  readonly table: IdempotencyTable;
  readonly signatures: SignatureTable;
  readonly queues: Queues;
  readonly now: () => Date;
}

/** What a run did. */
export interface RelayReport {
  /** Deferred messages that were seen. */
  readonly found: number;
  readonly sent: number;
  readonly failed: number;
  /** False if not everything was tried: the time was over, or a queue is still out. */
  readonly finished: boolean;
  /** The name of the error behind the last failure. */
  readonly cause?: string;
}

/** Groups that are sent at the same time; within a group, one message after the other. */
const concurrency = 8;

/** Failures in a row after which a run sends nothing more to a queue: it is still out, and the next run comes in a minute. */
const maxFailuresInARow = 10;

/**
 * What a call may take. Nobody waits for an answer here, so a slow store gets its time: a message that the queue takes after
 * we have stopped to wait is sent again by the next run.
 */
export const relayLimitsMs = { list: 5000, read: 5000, check: 5000, send: 8000, record: 5000 } as const;

/**
 * Sends what is deferred: oldest first, each group in its order, nothing new after `endsAt`.
 *
 *     read ──────▶ send ──────▶ record (its signature first, if it has one)
 *         stop: still      stop: sent, and still deferred; the next
 *         deferred           run's copy is absorbed for 5 minutes
 *
 * Two runs at once send copies of the same messages, in the same order, and the queue absorbs one of each.
 */
export async function relayOutbox(relay: Relay, endsAt: Date): Promise<RelayReport> {
  const runs = relay.sources.map((source) => relaySource(source, relay, endsAt));
  const reports = await Promise.all(runs);
  const sum = (field: "found" | "sent" | "failed") =>
    reports.reduce((total, report) => total + report[field], 0);
  const cause = reports.findLast((report) => report.cause !== undefined)?.cause;
  return {
    found: sum("found"),
    sent: sum("sent"),
    failed: sum("failed"),
    finished: reports.every(({ finished }) => finished),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Counts of one source's run, and what has to wait because something failed. */
interface Run extends Relay {
  readonly endsAt: Date;
  /** A message that cannot be sent holds up those of its group behind it, and no others. */
  readonly blockedGroups: Set<string>;
  readonly failuresInARow: Record<QueueName, number>;
  readonly givenUp: Set<QueueName>;
  found: number;
  sent: number;
  failed: number;
  cause?: string;
}

async function relaySource(source: string, relay: Relay, endsAt: Date): Promise<RelayReport> {
  const run: Run = {
    ...relay,
    endsAt,
    blockedGroups: new Set(),
    failuresInARow: { events: 0, quarantine: 0 },
    givenUp: new Set(),
    found: 0,
    sent: 0,
    failed: 0,
  };
  const isListed = await relayPages(source, run).catch((error: unknown) => {
    fail(run, error);
    return false;
  });
  const { found, sent, failed, cause } = run;
  const finished = isListed && run.givenUp.size === 0;
  return { found, sent, failed, finished, ...(cause === undefined ? {} : { cause }) };
}

/** True if everything that is deferred was tried. */
async function relayPages(source: string, run: Run): Promise<boolean> {
  for await (const page of run.outbox.list(source, relayLimitsMs.list)) {
    run.found += page.length;
    const groups = [...Map.groupBy(page, ({ groupId }) => groupId).values()];
    await inLanes(groups, (group) => relayGroup(group, run));
    if (page.length > 0 && isOver(run)) return false;
  }
  return true;
}

async function inLanes<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const lane = async () => {
    for (let item = items.shift(); item !== undefined; item = items.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

async function relayGroup(group: readonly OutboxEntry[], run: Run): Promise<void> {
  for (const { key, groupId } of group) {
    if (isOver(run) || run.blockedGroups.has(groupId)) return;
    const isDone = await relayOne(key, run).catch((error: unknown) => {
      fail(run, error);
      return false;
    });
    if (!isDone) run.blockedGroups.add(groupId);
  }
}

/** False if the message has to wait. */
async function relayOne(key: string, run: Run): Promise<boolean> {
  // The list may be behind: what another run has sent in the meantime is not sent again.
  const deferred = await run.outbox.read(key, relayLimitsMs.read);
  if (!deferred) return true;
  if (run.givenUp.has(deferred.queue)) return false;
  await sendDeferred(deferred, run);
  await record(deferred, run);
  run.sent += 1;
  return true;
}

/** What is signed in part may have been sent meanwhile, by a copy that could not see what is deferred under another key. */
async function sendDeferred(deferred: OutboxMessage, run: Run): Promise<void> {
  const { message, queue, signed } = deferred;
  const id = message.deduplicationId;
  const sent = signed ? await findSent(signed.key, run) : [];
  const copyOf = signed ? otherBodies({ ...signed, id }, sent).map((one) => one.id) : [];
  if (copyOf.length > 0 && queue === "events") return sendOnce(quarantineCopy(deferred, copyOf), run);
  if (!isKnown(id, sent, run.now())) await send(deferred, run);
  await recordSignature(id, deferred, run);
}

async function findSent(key: string, { signatures, now }: Run): Promise<readonly SeenSignature[]> {
  const seen = await signatures.find(key, now(), relayLimitsMs.check);
  return seen.filter(({ isSent }) => isSent);
}

async function recordSignature(id: string, deferred: OutboxMessage, { signatures, now }: Run): Promise<void> {
  if (!deferred.signed) return;
  const { key, signature, body, keptSeconds } = deferred.signed;
  const until = secondsAfter(now(), deferred.retentionSeconds);
  const seen = { signature, body, id, until, isSent: true };
  await signatures.add(key, seen, secondsAfter(now(), keptSeconds), relayLimitsMs.record);
}

/** Unless an earlier run has, whose last step failed. */
async function sendOnce(copy: OutboxMessage, run: Run): Promise<void> {
  const { deduplicationId } = copy.message;
  if (await run.table.has(deduplicationId, run.now(), relayLimitsMs.check)) return;
  await send(copy, run);
  await record(copy, run);
}

function record({ message, retentionSeconds }: OutboxMessage, { table, now }: Run): Promise<void> {
  return table.add(message.deduplicationId, secondsAfter(now(), retentionSeconds), relayLimitsMs.record);
}

async function send({ queue, message }: OutboxMessage, run: Run): Promise<void> {
  try {
    await run.queues[queue].send(message, relayLimitsMs.send);
    run.failuresInARow[queue] = 0;
  } catch (error) {
    run.failuresInARow[queue] += 1;
    if (run.failuresInARow[queue] >= maxFailuresInARow) run.givenUp.add(queue);
    throw error;
  }
}

function fail(run: Run, error: unknown): void {
  run.failed += 1;
  run.cause = nameOfError(error);
}

/** Without the queue of events there is nothing worth going on for; a quarantine that is out must not hold up events. */
function isOver({ endsAt, now, givenUp }: Run): boolean {
  return givenUp.has("events") || now() >= endsAt;
}
