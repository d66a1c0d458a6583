import * as v from "valibot";
import type { AuthenticatedDelivery, Proven } from "../delivery/delivery.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";
import { type Normalized, type Outcome, type Proof, writeEvent } from "./event.ts";
import { type FieldTable, publish } from "./fields.ts";
import { unknownFields, unreadableValues } from "./flags.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { type Issue, type IssueCode, writeQuarantined } from "./quarantine.ts";
import type { QueueName } from "./queue-name.ts";
import {
  faultOfAge,
  respell,
  type SignedPart,
  type SigningVendor,
  signedPartOf,
  withoutCredentials,
} from "./signed-part.ts";

/** The result of the vendor's `payload`. */
export type AnyPayload = Readonly<Record<string, unknown>>;

export interface SourceReader<Payload extends AnyPayload> {
  readonly id: string;
  readonly fields: FieldTable;
  /** Reads `{ path, body }`. Requires only each `identifier`: refused bodies are quarantined. */
  readonly payload: v.GenericSchema<unknown, Payload>;
  /** The same parts in every repeat. Another notification differs in at least one. */
  readonly identity: (payload: Payload, body: JsonObject, proven: Proven) => readonly string[];
  /** Events of one subject keep their order. */
  readonly subject: (payload: Payload) => string;
  /** True if the parts cannot distinguish a repeat from news. Then every delivery is an event. */
  readonly repeatable?: (payload: Payload) => boolean;
  /** For partly signed bodies. */
  readonly signing?: SigningVendor;
  /** Longer than the vendor repeats. */
  readonly retentionSeconds: number;
  /** `caller`, or the signed top-level fields of the body. */
  readonly proves: Proof;
  /** The event's `type`, with its version. */
  readonly eventType: string;
  /** Makes the canonical part. The pipeline adds flags of unknown fields and unreadable values. */
  readonly normalize: (payload: Payload, body: JsonObject, proven: Proven) => Normalized;
}

/** A message for one queue, sent once a key. */
export interface Interpretation {
  readonly queue: QueueName;
  /** Empty for an event. */
  readonly issues: readonly Issue[];
  readonly repeatable: boolean;
  readonly key: string;
  readonly subject: string;
  readonly type: string;
  /** Undefined in quarantine. */
  readonly outcome: Outcome | undefined;
  readonly message: string;
  readonly signed?: SignedInterpretation | undefined;
}

/** Finds a partly signed delivery in the table. */
export interface SignedInterpretation extends SignedPart {
  /** Quarantines an altered copy of these ids. Undefined if nothing is compared. */
  readonly asCopyOf: ((ids: readonly string[]) => Interpretation) | undefined;
  /** Its id in quarantine. */
  readonly copyId: () => string;
}

/** SQS takes one mebibyte. Attributes need less than one kibibyte. */
const maximumMessageBytes = 1024 * 1024 - 1024;

/** An operator vouches for a delivery. */
export interface Acceptance {
  /** Replaces an id that forged events may have. */
  readonly id: string | undefined;
}

/** Never throws. Quarantines unreadable deliveries. */
export function interpret<Payload extends AnyPayload>(
  reader: SourceReader<Payload>,
  delivery: AuthenticatedDelivery,
  acceptance?: Acceptance,
): Interpretation {
  return reader.signing
    ? interpretSigned(reader, reader.signing, delivery, acceptance)
    : understandOrQuarantine({ reader, delivery, identity: [reader.id] });
}

/** The identity starts with the signed values. */
function interpretSigned<Payload extends AnyPayload>(
  reader: SourceReader<Payload>,
  vendor: SigningVendor,
  delivery: AuthenticatedDelivery,
  acceptance: Acceptance | undefined,
): Interpretation {
  const { signature } = delivery.proven;
  if (!signature) throw new TypeError("the delivery was not authenticated by its signature");
  const kept = withoutCredentials(delivery, vendor);
  const signed = signedPartOf(reader, kept, signature, vendor);
  const fault = faultOfAge(vendor, signature, kept.receivedAt, reader.retentionSeconds);
  const interpretation =
    fault && !acceptance
      ? quarantine(reader.id, kept, [fault])
      : understandOrQuarantine({ reader, delivery: kept, identity: [signed.key], id: acceptance?.id });
  const asCopyOf = (ids: readonly string[]) => quarantine(reader.id, kept, [issue("altered_copy")], ids);
  const copyId = () => quarantineKey(reader.id, kept);
  return { ...interpretation, signed: { ...signed, asCopyOf, copyId } };
}

/** A delivery between `read` and `understand`. */
interface Work<Payload extends AnyPayload> {
  readonly reader: SourceReader<Payload>;
  readonly delivery: AuthenticatedDelivery;
  /** The first parts of the identity. */
  readonly identity: readonly string[];
  /** Replaces the digest of the identity. */
  readonly id?: string | undefined;
}

function understandOrQuarantine<Payload extends AnyPayload>(work: Work<Payload>): Interpretation {
  try {
    return read(work);
  } catch {
    return quarantine(work.reader.id, work.delivery, [issue("unexpected")]);
  }
}

function read<Payload extends AnyPayload>(work: Work<Payload>): Interpretation {
  const { reader, delivery } = work;
  const json = delivery.readJson();
  if (!json.ok) return quarantine(reader.id, delivery, [issue(json.fault)]);
  if (!isJsonObject(json.value)) return quarantine(reader.id, delivery, [issue("not_an_object")]);
  const { signature } = delivery.proven;
  const body = reader.signing && signature ? respell(json.value, signature, reader.signing) : json.value;
  const result = v.safeParse(reader.payload, { path: delivery.pathParameters, body });
  if (!result.success) return quarantine(reader.id, delivery, result.issues.map(describeIssue));
  return understand(work, result.output, body);
}

function understand<Payload extends AnyPayload>(
  { reader, delivery, identity, id }: Work<Payload>,
  payload: Payload,
  body: JsonObject,
): Interpretation {
  const { proven, receivedAt, correlationId, traceparent } = delivery;
  const repeatable = reader.repeatable?.(payload) ?? false;
  // A repeatable notification's copy may be news, so each delivery has its own key.
  const parts = [...reader.identity(payload, body, proven), ...(repeatable ? [delivery.id] : [])];
  const key = id ?? idempotencyKey([...identity, ...parts]);
  const subject = reader.subject(payload);
  const envelope = {
    id: key,
    source: reader.id,
    type: reader.eventType,
    subject,
    receivedAt,
    correlationId,
    traceparent,
    proof: reader.proves,
    proven,
  };
  const { flags, ...normalized } = reader.normalize(payload, body, proven);
  const { fields } = reader;
  const allFlags = [...unknownFields(fields, body), ...unreadableValues(fields, payload, body), ...flags];
  const canonical = { ...normalized, flags: allFlags };
  const message = writeEvent(envelope, canonical, publish(fields, payload), body);
  if (Buffer.byteLength(message) > maximumMessageBytes) {
    return quarantine(reader.id, delivery, [issue("event_too_large")]);
  }
  return {
    queue: "events",
    issues: [],
    repeatable,
    key,
    subject,
    type: reader.eventType,
    outcome: normalized.outcome,
    message,
  };
}

/** Equal bytes and references are quarantined once. */
function quarantine(
  source: string,
  delivery: AuthenticatedDelivery,
  issues: readonly Issue[],
  copyOf?: readonly string[],
): Interpretation {
  const key = quarantineKey(source, delivery);
  const message = writeQuarantined(source, key, delivery, issues, copyOf);
  const facts = { type: "quarantined", outcome: undefined, message };
  return { queue: "quarantine", issues, repeatable: false, key, subject: key, ...facts };
}

function quarantineKey(source: string, { pathParameters, body, proven }: AuthenticatedDelivery): string {
  const path = Object.entries(pathParameters).flat();
  const text = Buffer.from(body).toString("latin1");
  return idempotencyKey([source, "quarantine", ...path, text, proven.reference ?? ""]);
}

function issue(code: IssueCode, path?: string): Issue {
  return path === undefined ? { code } : { code, path };
}

/** A missing field, wrong type or failed check. */
function describeIssue(found: v.BaseIssue<unknown>): Issue {
  const path = v.getDotPath(found) ?? undefined;
  if (found.kind !== "schema") return { code: found.type, path };
  return issue(found.received === "undefined" ? "missing" : "wrong_type", path);
}
