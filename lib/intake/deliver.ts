import { IntakeError } from "../delivery/intake-error.ts";
import { digestOf } from "../source/idempotency-key.ts";
import type { Interpretation } from "../source/interpret.ts";
import { retentionSecondsOf } from "../source/retention.ts";
import { check } from "./check.ts";
import type { Outbox, OutboxMessage, QueueMessage, Queues } from "./ports.ts";
import { nameOfError, type Receipt } from "./receipt.ts";
import { type RecordPorts, record } from "./record.ts";
import type { Steps } from "./steps.ts";

export interface Ports extends RecordPorts {
  readonly outbox: Outbox;
  readonly queues: Queues;
}

/**
 * Check, send, record. Either store is enough. Without the table the message is still sent. Without the queue it goes
 * to the outbox. Without both this throws, and the vendor retries.
 */
export async function deliver(interpretation: Interpretation, ports: Ports, steps: Steps): Promise<Receipt> {
  const facts = { event: interpretation.key, repeatable: interpretation.repeatable || undefined };
  const checked = await attempt(check(interpretation, ports, steps));
  if (checked.value?.is === "duplicate") return { outcome: "duplicate", ...facts };
  if (checked.value?.is === "copy") return quarantineCopy(checked.value.copy, ports, steps);
  const { isSameBody, ...taken } = await sendOrDefer(interpretation, ports, steps);
  // A quarantined delivery's key covers its own body. An event's key may be another body's.
  const asCopyOf = interpretation.queue === "events" ? interpretation.signed?.asCopyOf : undefined;
  if (asCopyOf && taken.altered) return quarantineCopy(asCopyOf([interpretation.key]), ports, steps);
  if (taken.altered) throw new IntakeError("stores_unavailable", "another body waits under this id");
  if (taken.outcome === "duplicate") {
    const copy = asCopyOf && !isSameBody ? await findCopy(interpretation, asCopyOf, ports, steps) : undefined;
    return copy ? quarantineCopy(copy, ports, steps) : { ...taken, ...facts };
  }
  const recorded = await attempt(record(interpretation, taken.outcome !== "deferred", ports, steps));
  const receipt = { ...taken, ...facts, tableFault: checked.fault ?? recorded.fault };
  if (!recorded.value?.length) return receipt;
  // Another body came under this signature since the check. One of the two is forged, and SQS may have absorbed this
  // one. The receipt reports it even if the copy cannot be kept, so the alarm fires.
  if (asCopyOf) await attempt(quarantineCopy(asCopyOf(recorded.value), ports, steps));
  return { ...receipt, altered: true };
}

/**
 * The relay may have sent and recorded this id since the check, for another body. It records the signature first.
 * Without an answer it counts as another body.
 */
async function findCopy(
  interpretation: Interpretation,
  asCopyOf: (ids: readonly string[]) => Interpretation,
  ports: Ports,
  steps: Steps,
): Promise<Interpretation | undefined> {
  const { value } = await attempt(check(interpretation, ports, steps));
  if (!value) return asCopyOf([interpretation.key]);
  return value.is === "copy" ? value.copy : undefined;
}

/** An altered copy is no event. It is kept once, under its own body's key. */
async function quarantineCopy(copy: Interpretation, ports: Ports, steps: Steps): Promise<Receipt> {
  const receipt = await deliver(copy, ports, steps);
  return receipt.outcome === "duplicate" ? receipt : { ...receipt, altered: true };
}

async function sendOrDefer(
  interpretation: Interpretation,
  ports: Ports,
  steps: Steps,
): Promise<Pick<Receipt, "outcome" | "cause" | "altered"> & { readonly isSameBody?: boolean }> {
  const { queue } = interpretation;
  const message = messageOf(interpretation, ports.source);
  const sent = await attempt(steps.run("send", (withinMs) => ports.queues[queue].send(message, withinMs)));
  if (sent.fault === undefined) return { outcome: queue === "events" ? "accepted" : "quarantined" };
  // SQS may have taken the message and lost the answer. Then it absorbs the relay's copy for five minutes.
  const added = await defer(outboxMessageOf(interpretation, message, ports), ports, steps);
  if (added === "altered") return { outcome: "deferred", altered: true };
  if (added === "deferred") return { outcome: "deferred", cause: sent.fault };
  return { outcome: "duplicate", cause: sent.fault, isSameBody: added === "waiting" };
}

async function defer(message: OutboxMessage, { outbox }: Ports, steps: Steps) {
  try {
    return await steps.run("defer", (withinMs) => outbox.add(message, withinMs));
  } catch (cause) {
    throw new IntakeError("stores_unavailable", "neither the queue nor the table took the message", {
      cause,
    });
  }
}

/** Returns the error's name instead of throwing: one broken store ends no delivery. */
function attempt<Value>(call: Promise<Value>): Promise<{ readonly value?: Value; readonly fault?: string }> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => ({ fault: nameOfError(error) }),
  );
}

function messageOf(
  { key, subject, type, outcome, message }: Interpretation,
  source: Ports["source"],
): QueueMessage {
  const groupId = `${source.id}.${digestOf(subject)}`;
  return { body: message, groupId, deduplicationId: key, attributes: { source: source.id, type, outcome } };
}

function outboxMessageOf(
  { queue, signed }: Interpretation,
  message: QueueMessage,
  { source, now }: Ports,
): OutboxMessage {
  const retentionSeconds = retentionSecondsOf(queue, source);
  const base = { queue, message, deferredAt: now(), retentionSeconds };
  if (!signed) return base;
  const { asCopyOf: _, copyId, ...part } = signed;
  return { ...base, signed: { ...part, copyId: copyId() } };
}
