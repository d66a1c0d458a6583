import type { Proven } from "../delivery/delivery.ts";
import { stringifyJson } from "../json/json.ts";
import type { FlagCode, Outcome, References, ResultRequest } from "./event-schema.ts";

export type { FlagCode, Outcome, ResultRequest } from "./event-schema.ts";

export interface Flag {
  readonly code: FlagCode;
  /** Only the vendor's field names, never values. */
  readonly field: string;
}

/**
 * The proven sender, or these top-level body fields too. A signature over the whole body proves those that the vendor
 * publishes. It also covers an unknown field, which is not listed but flagged.
 */
export type Proof = "caller" | readonly string[];

/** What a vendor makes of a payload. */
export interface Normalized {
  readonly time?: Date | undefined;
  readonly outcome: Outcome;
  /** The vendor's most specific code behind the outcome, as it came. */
  readonly reason: string | null;
  readonly references: References;
  readonly flags: readonly Flag[];
  /** How to fetch an announced result. */
  readonly result?: ResultRequest | undefined;
}

export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly proof: Proof;
  readonly proven: Proven;
}

/** Writes a queue message's text. */
export function writeEvent(
  envelope: Envelope,
  normalized: Normalized,
  notification: unknown,
  original: unknown,
): string {
  const { time, outcome, reason, references, flags, result = null } = normalized;
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
    traceparent: envelope.traceparent,
    data: { outcome, reason, references, flags, result, notification, original },
  });
}

function writeProof({ proof, proven: { reference } }: Envelope, { customer }: References) {
  const isProved = reference !== undefined && reference === customer;
  const fields = [...(proof === "caller" ? [] : proof), ...(isProved ? ["references.customer"] : [])];
  return {
    authenticated: proof === "caller" ? "caller" : "fields",
    authenticatedfields: fields.length > 0 ? fields.join(",") : undefined,
  };
}
