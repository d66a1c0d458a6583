import * as v from "valibot";
import type { AuthenticatedDelivery, Proven } from "./delivery.ts";
import { type Normalized, type Proof, writeEvent } from "./event.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { type Issue, type IssueCode, writeQuarantined } from "./quarantine.ts";
import type { QueueName } from "./stores.ts";

/** How one vendor's notifications are read. */
export interface Reading<Payload, Notification> {
  readonly id: string;
  /** Reads `{ path, body }`. What it does not accept is quarantined, so it asks for no more than an identity needs. */
  readonly payload: v.GenericSchema<unknown, Payload>;
  /** What makes two deliveries the same notification. */
  readonly identity: (payload: Payload, body: JsonObject, proven: Proven) => readonly string[];
  /** What the notification is about: events of one subject keep their order. */
  readonly subject: (payload: Payload) => string;
  /** True where two distinct notifications can be identical, so that no copy may be dropped as a duplicate. */
  readonly repeatable?: (payload: Payload) => boolean;
  /** What the sender's credentials prove about the body. */
  readonly proves: Proof;
  /** The event's `type`, with the version of its typed part. */
  readonly eventType: string;
  readonly normalize: (payload: Payload, body: JsonObject, proven: Proven) => Normalized<Notification>;
}

/** One message for one queue, and the key under which it is sent once. */
export interface Interpretation {
  readonly queue: QueueName;
  /** Why a delivery is for the quarantine; none for an event. */
  readonly issues: readonly Issue[];
  readonly repeatable: boolean;
  readonly key: string;
  readonly subject: string;
  readonly type: string;
  readonly message: string;
}

/** SQS takes one mebibyte, message attributes included; these are below one kibibyte. */
const maximumMessageBytes = 1024 * 1024 - 1024;

/** Never throws: an authentic delivery that trips over a mistake of ours is kept in quarantine, not lost. */
export function interpret<Payload, Notification>(
  reading: Reading<Payload, Notification>,
  delivery: AuthenticatedDelivery,
): Interpretation {
  try {
    return read(reading, delivery);
  } catch {
    return quarantine(reading.id, delivery, [issue("unexpected")]);
  }
}

function read<Payload, Notification>(
  reading: Reading<Payload, Notification>,
  delivery: AuthenticatedDelivery,
) {
  const json = delivery.readJson();
  if (!json.ok) return quarantine(reading.id, delivery, [issue(json.fault)]);
  if (!isJsonObject(json.value)) return quarantine(reading.id, delivery, [issue("not_an_object")]);
  const result = v.safeParse(reading.payload, { path: delivery.pathParameters, body: json.value });
  if (!result.success) return quarantine(reading.id, delivery, result.issues.map(describeIssue));
  return understand(reading, delivery, result.output, json.value);
}

function understand<Payload, Notification>(
  reading: Reading<Payload, Notification>,
  delivery: AuthenticatedDelivery,
  payload: Payload,
  body: JsonObject,
): Interpretation {
  const repeatable = reading.repeatable?.(payload) ?? false;
  // A repeatable notification cannot be told from its copy, so every delivery of it is one of its own.
  const { proven } = delivery;
  const identity = [
    reading.id,
    ...reading.identity(payload, body, proven),
    ...(repeatable ? [delivery.id] : []),
  ];
  const key = idempotencyKey(identity);
  const subject = reading.subject(payload);
  const { receivedAt, correlationId } = delivery;
  const envelope = {
    id: key,
    source: reading.id,
    type: reading.eventType,
    subject,
    receivedAt,
    correlationId,
    proof: reading.proves,
    reference: proven.reference,
  };
  const message = writeEvent(envelope, reading.normalize(payload, body, proven), body);
  if (Buffer.byteLength(message) > maximumMessageBytes) {
    return quarantine(reading.id, delivery, [issue("event_too_large")]);
  }
  return { queue: "events", issues: [], repeatable, key, subject, type: reading.eventType, message };
}

/** The same bytes under the same reference are quarantined once, however often the vendor repeats them. */
function quarantine(
  source: string,
  delivery: AuthenticatedDelivery,
  issues: readonly Issue[],
): Interpretation {
  const path = Object.entries(delivery.pathParameters).flat();
  const body = Buffer.from(delivery.body).toString("latin1");
  const key = idempotencyKey([source, "quarantine", ...path, body, delivery.proven.reference ?? ""]);
  const message = writeQuarantined(source, key, delivery, issues);
  return { queue: "quarantine", issues, repeatable: false, key, subject: key, type: "quarantined", message };
}

function issue(code: IssueCode, path?: string): Issue {
  return path === undefined ? { code } : { code, path };
}

/** A field that is not there, one of another type, or the name of the check that it failed. */
function describeIssue(found: v.BaseIssue<unknown>): Issue {
  const path = v.getDotPath(found) ?? undefined;
  if (found.kind !== "schema") return { code: found.type, path };
  return issue(found.received === "undefined" ? "missing" : "wrong_type", path);
}
