import * as v from "valibot";
import { type AuthenticatedDelivery, createDelivery, vouchFor } from "../delivery/delivery.ts";
import { type JsonFault, stringifyJson } from "../json/json.ts";

/** What can be wrong with a delivery. A failed check of a vendor's schema has its own name. */
export type IssueCode =
  | JsonFault
  | "not_an_object"
  | "event_too_large"
  /** The signature came before, with another body. */
  | "altered_copy"
  /** The signed time of sending is too old, so a repeat would not be noticed, or in the future. */
  | "stale"
  | "ahead"
  /** Of a field. */
  | "missing"
  | "wrong_type"
  /** A mistake of ours. */
  | "unexpected";

/** What was wrong with a delivery: a code and the path of a field, never a value. */
export interface Issue {
  readonly code: string;
  readonly path?: string | undefined;
}

/** What a replay needs of a message of the quarantine queue. */
const quarantinedSchema = v.object({
  id: v.string(),
  issues: v.array(v.object({ code: v.string(), path: v.optional(v.string()) })),
  source: v.string(),
  recordedtime: v.pipe(v.string(), v.isoTimestamp()),
  correlationid: v.string(),
  delivery: v.object({
    id: v.string(),
    pathParameters: v.record(v.string(), v.string()),
    contentType: v.optional(v.string()),
    /** The bytes, in base64. */
    body: v.pipe(v.string(), v.base64()),
    /** What its credentials proved. The credentials are not kept. */
    proven: v.object({
      signature: v.optional(v.object({ digest: v.string(), values: v.record(v.string(), v.string()) })),
      reference: v.optional(v.string()),
    }),
  }),
});
export type Quarantined = v.InferOutput<typeof quarantinedSchema>;

/**
 * An authentic delivery that was not understood. A later version can interpret it again: it has every byte of the body except
 * credentials. It has no header that could hold one.
 */
export function writeQuarantined(
  source: string,
  key: string,
  delivery: AuthenticatedDelivery,
  issues: readonly Issue[],
  copyOf?: readonly string[],
): string {
  return stringifyJson({
    // One id for each delivery, so it is quarantined once.
    id: key,
    source,
    recordedtime: delivery.receivedAt.toISOString(),
    correlationid: delivery.correlationId,
    issues,
    // Ids of what came under the same signature before.
    copyof: copyOf,
    delivery: {
      id: delivery.id,
      pathParameters: delivery.pathParameters,
      contentType: delivery.headers["content-type"],
      body: Buffer.from(delivery.body).toString("base64"),
      proven: delivery.proven,
    },
  });
}

/** Undefined for what `writeQuarantined` did not write. */
export function readQuarantined(message: string): Quarantined | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), quarantinedSchema), message);
  return result.success ? result.output : undefined;
}

/**
 * The delivery as it was received. Sound without its credentials: only the functions may send to the quarantine queue, and they send
 * what they authenticated.
 */
export function restoreDelivery({
  recordedtime,
  correlationid,
  delivery,
}: Quarantined): AuthenticatedDelivery {
  const { id, pathParameters, contentType, body, proven } = delivery;
  const restored = createDelivery({
    id,
    receivedAt: new Date(recordedtime),
    correlationId: correlationid,
    pathParameters,
    headers: contentType === undefined ? {} : { "content-type": contentType },
    body: Buffer.from(body, "base64"),
    sourceAddress: "",
  });
  // IAM decides who may send to the quarantine queue and who may replay.
  return vouchFor(restored, proven);
}
