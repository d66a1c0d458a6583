import { digestOf } from "./idempotency-key.ts";
import { IntakeError } from "./intake-error.ts";
import type { Interpretation } from "./interpret.ts";
import { nameOfError, type Receipt } from "./receipt.ts";
import type { Source } from "./source.ts";
import type { IdempotencyTable, Parking, QueueMessage, QueueName, Queues } from "./stores.ts";
import type { TimeBudget } from "./time-budget.ts";

/** Where an interpreted delivery goes. */
export interface Outlet {
  readonly source: Pick<Source, "id" | "retentionSeconds">;
  readonly table: IdempotencyTable;
  readonly parking: Parking;
  readonly queues: Queues;
  readonly now: () => Date;
}

/**
 * A quarantined delivery is forgotten before the queue gives it up (after 14 days): else a copy that comes later would be
 * taken for a duplicate of what is nowhere any more.
 */
const quarantineRetentionSeconds = 13 * 24 * 60 * 60;

/**
 * Look, send, remember. Either store is enough: without the table it sends all the same, without the queue it parks the
 * message in the table. Without both it throws, and the vendor's retry is the next step.
 */
export async function deliver(
  interpretation: Interpretation,
  outlet: Outlet,
  timeFor: TimeBudget,
): Promise<Receipt> {
  const { key, repeatable, queue } = interpretation;
  const facts = { event: key, ...(repeatable ? { repeatable } : {}) };
  // The key of a repeatable notification is its delivery's own: there is nothing to find, and nothing to remember.
  const looked = repeatable ? {} : await look(key, outlet, timeFor);
  if (looked.found) return { outcome: "duplicate", ...facts };
  const message = messageOf(interpretation, outlet.source);
  const sent = await send(queue, message, outlet, timeFor);
  if (sent.fault !== undefined)
    return { ...(await park(queue, message, sent.fault, outlet, timeFor)), ...facts };
  const remembered = repeatable ? {} : await remember(interpretation, outlet, timeFor);
  const tableFault = looked.fault ?? remembered.fault;
  const outcome = queue === "events" ? "accepted" : "quarantined";
  return { outcome, ...facts, ...(tableFault ? { tableFault } : {}) };
}

interface StoreResult {
  readonly found?: boolean;
  /** The name of the error. */
  readonly fault?: string;
}

function look(key: string, { table, now }: Outlet, timeFor: TimeBudget): Promise<StoreResult> {
  return table.look(key, now(), timeFor("look")).then((found) => ({ found }), describeFault);
}

function send(
  queue: QueueName,
  message: QueueMessage,
  { queues }: Outlet,
  timeFor: TimeBudget,
): Promise<StoreResult> {
  return queues[queue].send(message, timeFor("send")).then(() => ({}), describeFault);
}

function remember(
  { key, queue }: Interpretation,
  { table, source, now }: Outlet,
  timeFor: TimeBudget,
): Promise<StoreResult> {
  const expiresAt = new Date(now().getTime() + retentionSecondsOf(queue, source) * 1000);
  return table.remember(key, expiresAt, timeFor("remember")).then(() => ({}), describeFault);
}

/** The queue may have taken the message although it did not say so; a repeat of it is then absorbed for five minutes. */
async function park(
  queue: QueueName,
  message: QueueMessage,
  cause: string,
  { parking, source, now }: Outlet,
  timeFor: TimeBudget,
): Promise<Receipt> {
  const retentionSeconds = retentionSecondsOf(queue, source);
  try {
    const isParked = await parking.park(
      { queue, message, parkedAt: now(), retentionSeconds },
      timeFor("park"),
    );
    return { outcome: isParked ? "parked" : "duplicate", cause };
  } catch (error) {
    throw new IntakeError("stores_unavailable", "neither the queue nor the table took the message", {
      cause: error,
    });
  }
}

function retentionSecondsOf(queue: QueueName, { retentionSeconds }: Outlet["source"]): number {
  return queue === "quarantine" ? Math.min(retentionSeconds, quarantineRetentionSeconds) : retentionSeconds;
}

function describeFault(error: unknown): StoreResult {
  return { fault: nameOfError(error) };
}

function messageOf(
  { key, subject, type, outcome, message }: Interpretation,
  source: Outlet["source"],
): QueueMessage {
  const groupId = `${source.id}.${digestOf(subject)}`;
  return { body: message, groupId, deduplicationId: key, attributes: { source: source.id, type, outcome } };
}
