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

/** What the vendor's `payload` reads, by our names. */
export type AnyPayload = Readonly<Record<string, unknown>>;

/** How one vendor's notifications are read. */
export interface SourceReader<Payload extends AnyPayload> {
  readonly id: string;
  readonly fields: FieldTable;
  /** Reads `{ path, body }`. What it does not accept is quarantined, so it asks for no more than an identity needs. */
  readonly payload: v.GenericSchema<unknown, Payload>;
  /** What makes two deliveries the same notification. */
  readonly identity: (payload: Payload, body: JsonObject, proven: Proven) => readonly string[];
  /** What the notification is about: events of one subject keep their order. */
  readonly subject: (payload: Payload) => string;
  /** True where two distinct notifications can be identical, so that no copy may be dropped as a duplicate. */
  readonly repeatable?: (payload: Payload) => boolean;
  /** Where the vendor signs part of the body. */
  readonly signing?: SigningVendor;
  /** How long the key of a notification is kept, in seconds: longer than the vendor repeats it. */
  readonly retentionSeconds: number;
  /** What the sender's credentials prove about the body. */
  readonly proves: Proof;
  /** The event's `type`, with the version of its typed part. */
  readonly eventType: string;
  /** The canonical part. Flags of unknown fields and unreadable values are added to its own. */
  readonly normalize: (payload: Payload, body: JsonObject, proven: Proven) => Normalized;
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
  /** None in quarantine. */
  readonly outcome: Outcome | undefined;
  readonly message: string;
  readonly signed?: SignedInterpretation | undefined;
}

/** What the table is asked by, of a delivery that is signed in part. */
export interface SignedInterpretation extends SignedPart {
  /** The same delivery for the quarantine, as an altered copy of these. Undefined where it is compared with none. */
  readonly asCopyOf: ((ids: readonly string[]) => Interpretation) | undefined;
  /** The id that it has in quarantine. */
  readonly copyId: () => string;
}

/** SQS takes one mebibyte, message attributes included; these are below one kibibyte. */
const maximumMessageBytes = 1024 * 1024 - 1024;

/** A person's decision to take a quarantined delivery for the vendor's, whatever its signature says. */
export interface Acceptance {
  /** The event's id, where its own may be a forged event's. */
  readonly id: string | undefined;
}

/** Never throws for a vendor's reasons: an authentic delivery that is not understood is kept in quarantine. */
export function interpret<Payload extends AnyPayload>(
  reader: SourceReader<Payload>,
  delivery: AuthenticatedDelivery,
  acceptance?: Acceptance,
): Interpretation {
  return reader.signing
    ? interpretSigned(reader, reader.signing, delivery, acceptance)
    : understandOrQuarantine({ reader, delivery, identity: [reader.id] });
}

/** Of a body that is signed in part: the signed values say what it is about, the rest only tells copies apart. */
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

/** A delivery on its way through `read` and `understand`. */
interface Work<Payload extends AnyPayload> {
  readonly reader: SourceReader<Payload>;
  readonly delivery: AuthenticatedDelivery;
  /** The first parts of the identity. */
  readonly identity: readonly string[];
  /** The event's id, if it is not to be the digest of its identity. */
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
  const { proven, receivedAt, correlationId } = delivery;
  const repeatable = reader.repeatable?.(payload) ?? false;
  // A repeatable notification cannot be told from its copy, so every delivery of it is one of its own.
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

/** The same bytes under the same reference are quarantined once, however often the vendor repeats them. */
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

/** A field that is not there, one of another type, or the name of the check that it failed. */
function describeIssue(found: v.BaseIssue<unknown>): Issue {
  const path = v.getDotPath(found) ?? undefined;
  if (found.kind !== "schema") return { code: found.type, path };
  return issue(found.received === "undefined" ? "missing" : "wrong_type", path);
}
