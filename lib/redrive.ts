import { nameOfError } from "./receipt.ts";
import type { IdempotencyTable, ParkedMessage, Queues } from "./stores.ts";
import { longestMs } from "./time-budget.ts";

/** A parked message as the list knows it. */
export interface ParkedEntry {
  readonly key: string;
  readonly groupId: string;
}

export interface ParkedMessages {
  /** What is parked for a source, oldest first, page by page. The list may be some moments behind. */
  readonly list: (source: string) => AsyncIterable<readonly ParkedEntry[]>;
  /** A parked message as it is at this moment; undefined if it is not parked any more. */
  readonly read: (key: string) => Promise<ParkedMessage | undefined>;
}

export interface Redriver {
  /** Ids of the sources. */
  readonly sources: readonly string[];
  readonly parked: ParkedMessages;
  readonly table: Pick<IdempotencyTable, "remember">;
  readonly queues: Queues;
  readonly now: () => Date;
}

/** What a run did. */
export interface RedriveReport {
  /** Parked messages that were seen. */
  readonly found: number;
  readonly sent: number;
  readonly failed: number;
  /** False if the time was over, or the stores still out, before everything was tried. */
  readonly finished: boolean;
  /** The name of the error behind the last failure. */
  readonly cause?: string;
}

/** Groups that are sent at the same time; within a group, one message after the other. */
const lanes = 8;

/** Failures in a row that end a run: the stores are still out, and the next run comes in a minute. */
const mostFailuresInARow = 10;

/**
 * Sends what is parked: oldest first, each group in its order, nothing new after `endsAt`.
 *
 *     read ──────▶ send ──────▶ remember
 *         stop: still      stop: sent, and still parked; the next
 *         parked           run's copy is absorbed for 5 minutes
 *
 * Two runs at once send copies of the same messages, in the same order, and the queue absorbs one of each.
 */
export async function redrive(redriver: Redriver, endsAt: Date): Promise<RedriveReport> {
  const runs = redriver.sources.map((source) => redriveSource(source, redriver, endsAt));
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

/** Counts of one source's run, and the groups that have to wait because a message of theirs failed. */
interface Run extends Redriver {
  readonly endsAt: Date;
  readonly blockedGroups: Set<string>;
  found: number;
  sent: number;
  failed: number;
  failuresInARow: number;
  hasGivenUp: boolean;
  cause?: string;
}

async function redriveSource(source: string, redriver: Redriver, endsAt: Date): Promise<RedriveReport> {
  const counts = { found: 0, sent: 0, failed: 0, failuresInARow: 0, hasGivenUp: false };
  const run: Run = { ...redriver, ...counts, endsAt, blockedGroups: new Set() };
  const isListed = await redrivePages(source, run).catch((error: unknown) => {
    fail(run, error);
    return false;
  });
  const { found, sent, failed, cause } = run;
  return { found, sent, failed, finished: isListed, ...(cause === undefined ? {} : { cause }) };
}

/** True if everything that is parked was tried. */
async function redrivePages(source: string, run: Run): Promise<boolean> {
  for await (const page of run.parked.list(source)) {
    run.found += page.length;
    const groups = [...Map.groupBy(page, ({ groupId }) => groupId).values()];
    await inLanes(groups, (group) => redriveGroup(group, run));
    if (isOver(run)) return false;
  }
  return true;
}

async function inLanes<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const lane = async () => {
    for (let item = items.shift(); item !== undefined; item = items.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** A message that cannot be sent holds up those of its group behind it, and no others. */
async function redriveGroup(group: readonly ParkedEntry[], run: Run): Promise<void> {
  for (const { key, groupId } of group) {
    if (isOver(run) || run.blockedGroups.has(groupId)) return;
    try {
      if (await redriveOne(key, run)) run.sent += 1;
      run.failuresInARow = 0;
    } catch (error) {
      fail(run, error);
      run.blockedGroups.add(groupId);
    }
  }
}

async function redriveOne(key: string, { parked, queues, table, now }: Run): Promise<boolean> {
  // The list may be behind: what another run has sent in the meantime is not sent again.
  const message = await parked.read(key);
  if (!message) return false;
  await queues[message.queue].send(message.message, longestMs.send);
  const expiresAt = new Date(now().getTime() + message.retentionSeconds * 1000);
  await table.remember(key, expiresAt, longestMs.remember);
  return true;
}

function fail(run: Run, error: unknown): void {
  run.failed += 1;
  run.failuresInARow += 1;
  run.hasGivenUp ||= run.failuresInARow >= mostFailuresInARow;
  run.cause = nameOfError(error);
}

function isOver({ endsAt, now, hasGivenUp }: Run): boolean {
  return hasGivenUp || now() >= endsAt;
}
