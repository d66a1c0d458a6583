import type { Proven } from "../delivery/delivery.ts";
import { stringifyJson } from "../json/json.ts";
import type { FlagCode, Outcome, References, ResultRequest } from "./event-schema.ts";

export type { FlagCode, Outcome, ResultRequest } from "./event-schema.ts";

export interface Flag {
  readonly code: FlagCode;
  /** Field names of the vendor, never values. */
  readonly field: string;
}

/**
 * The sender proved who it is, or also that these top-level fields of the body are as it wrote them. If a signature covers the
 * whole body, they are the fields that the vendor publishes. A field that is unknown today is signed too, but it is not
 * listed. It has a flag.
 */
export type Proof = "caller" | readonly string[];

/** The canonical part: what a vendor makes of a payload. */
export interface Normalized {
  readonly time?: Date | undefined;
  readonly outcome: Outcome;
  /** The vendor's most specific code behind the outcome, as it came. */
  readonly reason: string | null;
  readonly references: References;
  readonly flags: readonly Flag[];
  /** How to fetch what the notification only announces. None where there is nothing to fetch. */
  readonly result?: ResultRequest | undefined;
}

export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly correlationId: string;
  readonly proof: Proof;
  readonly proven: Proven;
}

/** Writes an event as the text of a queue message. */
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
