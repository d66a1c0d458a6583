import { IntakeError } from "../delivery/intake-error.ts";
import { digestOf } from "../source/idempotency-key.ts";
import type { Interpretation, SignedInterpretation } from "../source/interpret.ts";
import { retentionSecondsOf } from "../source/retention.ts";
import { createMemory, type MemoryPorts } from "./memory.ts";
import type { Outbox, OutboxSignature, QueueMessage, Queues } from "./ports.ts";
import { nameOfError, type Receipt } from "./receipt.ts";
import type { TimeBudget } from "./time-budget.ts";

/** Where an interpreted delivery goes. */
export interface Ports extends MemoryPorts {
  readonly outbox: Outbox;
  readonly queues: Queues;
}

/**
 * Check, send, record. Either store is enough: without the table it sends all the same, without the queue it defers the
 * message in the table. Without both it throws, and the vendor's retry is the next step.
 */
export async function deliver(
  interpretation: Interpretation,
  ports: Ports,
  timeFor: TimeBudget,
): Promise<Receipt> {
  const memory = createMemory(interpretation, ports, timeFor);
  const checked = await attempt(memory.check());
  if (checked.value?.is === "duplicate") return { outcome: "duplicate", ...factsOf(interpretation) };
  if (checked.value?.is === "copy") return quarantineCopy(interpretation, checked.value.of, ports, timeFor);
  const taken = await sendOrDefer(interpretation, ports, timeFor);
  // The key of a quarantined delivery is that of its own body; an event's may be another body's.
  const mayBeCopy = interpretation.queue === "events" && interpretation.signed?.asCopyOf !== undefined;
  // Whose message took it is not known where the table did not answer before.
  const isUnsure = taken.outcome === "duplicate" && checked.fault !== undefined;
  if (mayBeCopy && (taken.altered || isUnsure))
    return quarantineCopy(interpretation, [interpretation.key], ports, timeFor);
  if (taken.altered) throw new IntakeError("stores_unavailable", "another body waits under this id");
  if (taken.outcome === "duplicate") return { ...taken, ...factsOf(interpretation) };
  const recorded = await attempt(memory.record(taken.outcome !== "deferred"));
  const tableFault = checked.fault ?? recorded.fault;
  const receipt = { ...taken, ...factsOf(interpretation), ...(tableFault ? { tableFault } : {}) };
  if (!recorded.value?.length) return receipt;
  // Another body under this signature came meanwhile: one of the two is forged, and the queue may have absorbed this one.
  // Even if it cannot be kept, the alarm is told.
  if (mayBeCopy) await attempt(quarantineCopy(interpretation, recorded.value, ports, timeFor));
  return { ...receipt, altered: true };
}

/** An altered copy is no event. It is kept, once, under the key of its own body. */
async function quarantineCopy(
  { signed }: Interpretation,
  ids: readonly string[],
  ports: Ports,
  timeFor: TimeBudget,
): Promise<Receipt> {
  if (!signed?.asCopyOf) throw new TypeError("only what is signed has altered copies");
  const receipt = await deliver(signed.asCopyOf(ids), ports, timeFor);
  return receipt.outcome === "duplicate" ? receipt : { ...receipt, altered: true };
}

type Taken = Pick<Receipt, "outcome" | "cause" | "altered">;

async function sendOrDefer(
  interpretation: Interpretation,
  ports: Ports,
  timeFor: TimeBudget,
): Promise<Taken> {
  const { queue } = interpretation;
  const message = messageOf(interpretation, ports.source);
  const sent = await attempt(ports.queues[queue].send(message, timeFor("send")));
  if (sent.fault === undefined) return { outcome: queue === "events" ? "accepted" : "quarantined" };
  return defer(interpretation, message, sent.fault, ports, timeFor);
}

/** The queue may have taken the message although it did not say so; a repeat of it is then absorbed for five minutes. */
async function defer(
  { queue, signed }: Interpretation,
  message: QueueMessage,
  cause: string,
  { outbox, source, now }: Ports,
  timeFor: TimeBudget,
): Promise<Taken> {
  const deferred = {
    queue,
    message,
    deferredAt: now(),
    retentionSeconds: retentionSecondsOf(queue, source),
    signed: signed && outboxSignature(signed),
  };
  try {
    const outcome = await outbox.add(deferred, timeFor("defer"));
    if (outcome === "altered") return { outcome: "deferred", altered: true };
    return { outcome: outcome === "known" ? "duplicate" : "deferred", cause };
  } catch (error) {
    throw new IntakeError("stores_unavailable", "neither the queue nor the table took the message", {
      cause: error,
    });
  }
}

function outboxSignature({ asCopyOf: _, copyId, ...signed }: SignedInterpretation): OutboxSignature {
  return { ...signed, copyId: copyId() };
}

/** What came of a call, or the name of its error: a store that is out ends no delivery. */
function attempt<Value>(call: Promise<Value>): Promise<{ readonly value?: Value; readonly fault?: string }> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => ({ fault: nameOfError(error) }),
  );
}

function factsOf({ key, repeatable }: Interpretation): Pick<Receipt, "event" | "repeatable"> {
  return { event: key, ...(repeatable ? { repeatable } : {}) };
}

function messageOf(
  { key, subject, type, outcome, message }: Interpretation,
  source: Ports["source"],
): QueueMessage {
  const groupId = `${source.id}.${digestOf(subject)}`;
  return { body: message, groupId, deduplicationId: key, attributes: { source: source.id, type, outcome } };
}
