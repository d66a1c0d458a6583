import * as v from "valibot";
import { isJsonObject } from "../json/json.ts";
import { writeEvent } from "./event.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { writeQuarantined } from "./quarantine.ts";
import { faultOfAge, respell, signedPartOf, withoutCredentials } from "./signed-part.ts";

/** SQS takes one mebibyte, message attributes included; these are below one kibibyte. */
const maximumMessageBytes = 1024 * 1024 - 1024;
/** Never throws for a vendor's reasons: an authentic delivery that is not understood is kept in quarantine. */
export function interpret(reading, delivery, acceptance) {
  return reading.signing
    ? interpretSigned(reading, reading.signing, delivery, acceptance)
    : understandOrQuarantine({ reading, delivery, identity: [reading.id] });
}
/** Of a body that is signed in part: the signed values say what it is about, the rest only tells copies apart. */
function interpretSigned(reading, vendor, delivery, acceptance) {
  const { signature } = delivery.proven;
  if (!signature) throw new TypeError("the delivery was not authenticated by its signature");
  const kept = withoutCredentials(delivery, vendor);
  const signed = signedPartOf(reading, kept, signature, vendor);
  const fault = faultOfAge(vendor, signature, kept.receivedAt, reading.retentionSeconds);
  const interpretation =
    fault && !acceptance
      ? quarantine(reading.id, kept, [fault])
      : understandOrQuarantine({ reading, delivery: kept, identity: [signed.key], id: acceptance?.id });
  const asCopyOf = (ids) => quarantine(reading.id, kept, [issue("altered_copy")], ids);
  const copyId = () => quarantineKey(reading.id, kept);
  return { ...interpretation, signed: { ...signed, asCopyOf, copyId } };
}
function understandOrQuarantine(work) {
  try {
    return read(work);
  } catch {
    return quarantine(work.reading.id, work.delivery, [issue("unexpected")]);
  }
}
function read(work) {
  const { reading, delivery } = work;
  const json = delivery.readJson();
  if (!json.ok) return quarantine(reading.id, delivery, [issue(json.fault)]);
  if (!isJsonObject(json.value)) return quarantine(reading.id, delivery, [issue("not_an_object")]);
  const { signature } = delivery.proven;
  const body = reading.signing && signature ? respell(json.value, signature, reading.signing) : json.value;
  const result = v.safeParse(reading.payload, { path: delivery.pathParameters, body });
  if (!result.success) return quarantine(reading.id, delivery, result.issues.map(describeIssue));
  return understand(work, result.output, body);
}
function understand({ reading, delivery, identity, id }, payload, body) {
  const { proven, receivedAt, correlationId } = delivery;
  const repeatable = reading.repeatable?.(payload) ?? false;
  // A repeatable notification cannot be told from its copy, so every delivery of it is one of its own.
  const parts = [...reading.identity(payload, body, proven), ...(repeatable ? [delivery.id] : [])];
  const key = id ?? idempotencyKey([...identity, ...parts]);
  const subject = reading.subject(payload);
  const envelope = {
    id: key,
    source: reading.id,
    type: reading.eventType,
    subject,
    receivedAt,
    correlationId,
    proof: reading.proves,
    proven,
  };
  const normalized = reading.normalize(payload, body, proven);
  const { outcome } = normalized;
  const message = writeEvent(envelope, normalized, body);
  if (Buffer.byteLength(message) > maximumMessageBytes) {
    return quarantine(reading.id, delivery, [issue("event_too_large")]);
  }
  return { queue: "events", issues: [], repeatable, key, subject, type: reading.eventType, outcome, message };
}
/** The same bytes under the same reference are quarantined once, however often the vendor repeats them. */
function quarantine(source, delivery, issues, copyOf) {
  const key = quarantineKey(source, delivery);
  const message = writeQuarantined(source, key, delivery, issues, copyOf);
  const facts = { type: "quarantined", outcome: undefined, message };
  return { queue: "quarantine", issues, repeatable: false, key, subject: key, ...facts };
}
function quarantineKey(source, { pathParameters, body, proven }) {
  const path = Object.entries(pathParameters).flat();
  const text = Buffer.from(body).toString("latin1");
  return idempotencyKey([source, "quarantine", ...path, text, proven.reference ?? ""]);
}
function issue(code, path) {
  return path === undefined ? { code } : { code, path };
}
/** A field that is not there, one of another type, or the name of the check that it failed. */
function describeIssue(found) {
  const path = v.getDotPath(found) ?? undefined;
  if (found.kind !== "schema") return { code: found.type, path };
  return issue(found.received === "undefined" ? "missing" : "wrong_type", path);
}
