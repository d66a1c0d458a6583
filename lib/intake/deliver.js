import { IntakeError } from "../delivery/intake-error.ts";
import { digestOf } from "../source/idempotency-key.ts";
import { createMemory } from "./memory.ts";
import { nameOfError } from "./receipt.ts";
import { retentionSecondsOf } from "./retention.ts";
/**
 * Look, send, remember. Either store is enough: without the table it sends all the same, without the queue it parks the
 * message in the table. Without both it throws, and the vendor's retry is the next step.
 */
export async function deliver(interpretation, outlet, timeFor) {
  const memory = createMemory(interpretation, outlet, timeFor);
  const looked = await attempt(memory.look());
  if (looked.value?.is === "duplicate") return { outcome: "duplicate", ...factsOf(interpretation) };
  if (looked.value?.is === "copy") return quarantineCopy(interpretation, looked.value.of, outlet, timeFor);
  const taken = await sendOrPark(interpretation, outlet, timeFor);
  // The key of a quarantined delivery is that of its own body; an event's may be another body's.
  const mayBeCopy = interpretation.queue === "events" && interpretation.signed?.asCopyOf !== undefined;
  // Whose message took it is not known where the table did not answer before.
  const isUnsure = taken.outcome === "duplicate" && looked.fault !== undefined;
  if (mayBeCopy && (taken.altered || isUnsure))
    return quarantineCopy(interpretation, [interpretation.key], outlet, timeFor);
  if (taken.altered) throw new IntakeError("stores_unavailable", "another body waits under this id");
  if (taken.outcome === "duplicate") return { ...taken, ...factsOf(interpretation) };
  const remembered = await attempt(memory.remember(taken.outcome !== "parked"));
  const tableFault = looked.fault ?? remembered.fault;
  const receipt = { ...taken, ...factsOf(interpretation), ...(tableFault ? { tableFault } : {}) };
  if (!remembered.value?.length) return receipt;
  // Another body under this signature came meanwhile: one of the two is forged, and the queue may have absorbed this one.
  // Even if it cannot be kept, the alarm is told.
  if (mayBeCopy) await attempt(quarantineCopy(interpretation, remembered.value, outlet, timeFor));
  return { ...receipt, altered: true };
}
/** An altered copy is no event. It is kept, once, under the key of its own body. */
async function quarantineCopy({ signed }, ids, outlet, timeFor) {
  if (!signed?.asCopyOf) throw new TypeError("only what is signed has altered copies");
  const receipt = await deliver(signed.asCopyOf(ids), outlet, timeFor);
  return receipt.outcome === "duplicate" ? receipt : { ...receipt, altered: true };
}
async function sendOrPark(interpretation, outlet, timeFor) {
  const { queue } = interpretation;
  const message = messageOf(interpretation, outlet.source);
  const sent = await attempt(outlet.queues[queue].send(message, timeFor("send")));
  if (sent.fault === undefined) return { outcome: queue === "events" ? "accepted" : "quarantined" };
  return park(interpretation, message, sent.fault, outlet, timeFor);
}
/** The queue may have taken the message although it did not say so; a repeat of it is then absorbed for five minutes. */
async function park({ queue, signed }, message, cause, { parking, source, now }, timeFor) {
  const parked = {
    queue,
    message,
    parkedAt: now(),
    retentionSeconds: retentionSecondsOf(queue, source),
    signed: signed && parkedSignature(signed),
  };
  try {
    const outcome = await parking.park(parked, timeFor("park"));
    if (outcome === "altered") return { outcome: "parked", altered: true };
    return { outcome: outcome === "known" ? "duplicate" : "parked", cause };
  } catch (error) {
    throw new IntakeError("stores_unavailable", "neither the queue nor the table took the message", {
      cause: error,
    });
  }
}
function parkedSignature({ asCopyOf: _, copyId, ...signed }) {
  return { ...signed, copyId: copyId() };
}
/** What came of a call, or the name of its error: a store that is out ends no delivery. */
function attempt(call) {
  return call.then(
    (value) => ({ value }),
    (error) => ({ fault: nameOfError(error) }),
  );
}
function factsOf({ key, repeatable }) {
  return { event: key, ...(repeatable ? { repeatable } : {}) };
}
function messageOf({ key, subject, type, outcome, message }, source) {
  const groupId = `${source.id}.${digestOf(subject)}`;
  return { body: message, groupId, deduplicationId: key, attributes: { source: source.id, type, outcome } };
}
