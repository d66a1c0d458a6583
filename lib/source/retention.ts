import { clockToleranceSeconds } from "../delivery/clock-tolerance.ts";
import type { QueueName } from "./queue-name.ts";

/**
 * Expire the key a day before SQS drops the message (14 days). Otherwise a later copy would count as a duplicate of a lost
 * message.
 */
const quarantineRetentionSeconds = 13 * 24 * 60 * 60;

interface Retention {
  readonly retentionSeconds: number;
}

/** How long copies are duplicates of this queue's message. */
export function retentionSecondsOf(queue: QueueName, { retentionSeconds }: Retention): number {
  return queue === "quarantine" ? Math.min(retentionSeconds, quarantineRetentionSeconds) : retentionSeconds;
}

/** Ten years. A vendor may sign any number. */
const maxAheadSeconds = 10 * 365 * 24 * 60 * 60;

/**
 * A signature must outlive its body's freshness, or the body would be new again. A signed time in the future keeps a body fresh
 * longer.
 */
export function keptSecondsOf({ retentionSeconds }: Retention, aheadSeconds: number): number {
  const ahead = Math.min(Math.max(0, Math.ceil(aheadSeconds)), maxAheadSeconds);
  return retentionSeconds + ahead + 2 * clockToleranceSeconds;
}

export function secondsAfter(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
