import { clockToleranceSeconds } from "./clock-tolerance.ts";
import type { QueueName } from "./stores.ts";

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

/**
 * How long a signature is kept, in seconds: a body that is fresh when it is forgotten would be new again, and it may have been
 * signed by a clock that is ahead.
 */
export function keptSecondsOf({ retentionSeconds }: Retention): number {
  return retentionSeconds + 2 * clockToleranceSeconds;
}
