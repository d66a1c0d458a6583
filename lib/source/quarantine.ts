import * as v from "valibot";
import { type AuthenticatedDelivery, createDelivery, vouchFor } from "../delivery/delivery.ts";
import { type JsonFault, stringifyJson } from "../json/json.ts";

/** A vendor schema's check has its own name. */
export type IssueCode =
  | JsonFault
  | "not_an_object"
  | "event_too_large"
  /** The signature came before with another body. */
  | "altered_copy"
  /** Signed in the future, or so long ago that a repeat would pass unnoticed. */
  | "stale"
  | "ahead"
  | "missing"
  | "wrong_type"
  /** Our mistake. */
  | "unexpected";

/** Never holds a value of the body. */
export interface Issue {
  readonly code: string;
  readonly path?: string | undefined;
}

/** The parts that a replay needs. */
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
    /** In base64. */
    body: v.pipe(v.string(), v.base64()),
    /** The proof. Credentials are not kept. */
    proven: v.object({
      signature: v.optional(v.object({ digest: v.string(), values: v.record(v.string(), v.string()) })),
      reference: v.optional(v.string()),
    }),
  }),
});
export type Quarantined = v.InferOutput<typeof quarantinedSchema>;

/**
 * An authentic delivery that was not understood. A later version can read it: it has every byte of the body except credentials,
 * and no header that could hold one.
 */
export function writeQuarantined(
  source: string,
  key: string,
  delivery: AuthenticatedDelivery,
  issues: readonly Issue[],
  copyOf?: readonly string[],
): string {
  return stringifyJson({
    // One id per delivery quarantines it once.
    id: key,
    source,
    recordedtime: delivery.receivedAt.toISOString(),
    correlationid: delivery.correlationId,
    issues,
    // Earlier ids with the same signature.
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

/** Undefined for foreign messages. */
export function readQuarantined(message: string): Quarantined | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), quarantinedSchema), message);
  return result.success ? result.output : undefined;
}

/**
 * Restores the delivery. Sound without credentials: only the functions may send to the quarantine queue, and they send what
 * they authenticated.
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
  // IAM limits who writes and replays the quarantine.
  return vouchFor(restored, proven);
}
