import * as v from "valibot";
import { stringifyJson } from "../json/json.ts";
/** What a notification means, in the same words for every vendor. */
export const outcomes = [
  /** The vendor says yes. */
  "passed",
  /** The vendor says no. */
  "failed",
  /** A person has to look. */
  "review",
  /** No decision yet; another notification follows. */
  "pending",
  /** The vendor could not do its work. */
  "error",
  /** The work is done; its result must be fetched from the vendor. */
  "ready",
  /** Something changed; this notification decides nothing. */
  "updated",
  /** A value that this version does not know; see `flags` and `original`. */
  "unknown",
];
const text = v.pipe(v.string(), v.nonEmpty());
/** What a notification refers to, under one name for every vendor. Ids are the vendor's own, opaque. */
const referenceNames = [
  /** The vendor's session with one person. */
  "session",
  /** The image, document or set of documents that was examined. */
  "document",
  /** The person or organisation that was examined. */
  "entity",
  "check",
  "task",
  "resource",
  /** The API request that this notification answers. */
  "request",
  "workflow",
  /** Your own id for the person or organisation, if you gave it to the vendor or minted it into a session's token. */
  "customer",
];
/** How to fetch what a notification only announces: the vendor's host and your credentials are yours to add. */
const resultRequest = v.object({
  method: v.literal("GET"),
  /** Below the vendor's host; its ids are percent-encoded, one segment each. */
  path: v.pipe(v.string(), v.regex(/^\//)),
  /** Where the answer says how far it is. */
  field: text,
  /** Values of the field: the result is there. */
  complete: v.array(text),
  /** Values of the field: there will never be one. */
  ended: v.array(text),
});
const timestamp = v.pipe(v.string(), v.isoTimestamp());
/**
 * The event on the queue: CloudEvents 1.0 in structured JSON (https://github.com/cloudevents/spec), one a message.
 * `data` is a canonical part that is the same for all sources, the source's own typed part (`notification`), and the
 * notification as it was received (`original`).
 */
export function eventSchema(source, type, notification) {
  return v.object({
    specversion: v.literal("1.0"),
    /** Deterministic: the same notification has the same id however often it is delivered. */
    id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    source: v.literal(source),
    type: v.literal(type),
    /** What the notification is about; events of one subject keep their order. */
    subject: text,
    /** When it happened, if the vendor says so with a known zone. */
    time: v.optional(timestamp),
    /** When the intake received it (https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/recordedtime.md). */
    recordedtime: timestamp,
    datacontenttype: v.literal("application/json"),
    authenticated: v.picklist(["caller", "fields"]),
    /** What was proved besides the caller, separated by commas: fields of the body, or `references.customer` of `data`. */
    authenticatedfields: v.optional(text),
    /** SHA-256 of the signature, with `fields`: an altered copy in quarantine has the same. */
    signaturedigest: v.optional(text),
    correlationid: text,
    data: v.object({
      outcome: v.picklist(outcomes),
      /** The vendor's own code behind the outcome, as it came. */
      reason: v.nullable(v.string()),
      references: v.partial(v.object(v.entriesFromList(referenceNames, text))),
      // Not a list of codes: a consumer that checks events must not give up on a flag that is newer than itself (ADR 14).
      flags: v.array(v.object({ code: text, field: text })),
      result: v.nullable(resultRequest),
      notification,
      original: v.unknown(),
    }),
  });
}
/** Writes an event as the text of a queue message. */
export function writeEvent(envelope, normalized, original) {
  const { time, outcome, reason, references, flags, result = null, notification } = normalized;
  return stringifyJson({
    specversion: "1.0",
    id: envelope.id,
    source: envelope.source,
    type: envelope.type,
    subject: envelope.subject,
    time: time?.toISOString(),
    recordedtime: envelope.receivedAt.toISOString(),
    datacontenttype: "application/json",
    ...writeProof(envelope, references),
    signaturedigest: envelope.proven.signature?.digest,
    correlationid: envelope.correlationId,
    data: { outcome, reason, references, flags, result, notification, original },
  });
}
function writeProof({ proof, proven: { reference } }, { customer }) {
  const isProved = reference !== undefined && reference === customer;
  const fields = [...(proof === "caller" ? [] : proof), ...(isProved ? ["references.customer"] : [])];
  return {
    authenticated: proof === "caller" ? "caller" : "fields",
    authenticatedfields: fields.length > 0 ? fields.join(",") : undefined,
  };
}
