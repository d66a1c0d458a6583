import { clockToleranceSeconds } from "../delivery/clock-tolerance.ts";
import type { QueueName } from "./queue-name.ts";

/**
 * A quarantined delivery is forgotten before the queue gives it up (after 14 days): else a copy that comes later would be
 * taken for a duplicate of what is nowhere any more.
 */
const quarantineRetentionSeconds = 13 * 24 * 60 * 60;

interface Retention {
  /** Of the source's notifications. */
  readonly retentionSeconds: number;
}

/** How long a message of this queue makes its copies duplicates, in seconds. */
export function retentionSecondsOf(queue: QueueName, { retentionSeconds }: Retention): number {
  return queue === "quarantine" ? Math.min(retentionSeconds, quarantineRetentionSeconds) : retentionSeconds;
}

/** Ten years: a vendor may sign any number. */
const maxAheadSeconds = 10 * 365 * 24 * 60 * 60;

/**
 * How long a signature is kept, in seconds: a body that is fresh when it is forgotten would be new again. A body whose signed time
 * is ahead is fresh for as much longer.
 */
export function keptSecondsOf({ retentionSeconds }: Retention, aheadSeconds: number): number {
  const ahead = Math.min(Math.max(0, Math.ceil(aheadSeconds)), maxAheadSeconds);
  return retentionSeconds + ahead + 2 * clockToleranceSeconds;
}

export function secondsAfter(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
