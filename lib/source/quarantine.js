import * as v from "valibot";
import { createDelivery, vouchFor } from "../delivery/delivery.ts";
import { stringifyJson } from "../json/json.ts";

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
    /** What its credentials proved: they are not kept, so they cannot be asked again. */
    proven: v.object({
      signature: v.optional(v.object({ digest: v.string(), values: v.record(v.string(), v.string()) })),
      reference: v.optional(v.string()),
    }),
  }),
});
/**
 * An authentic delivery that was not understood, whole enough to be interpreted again by later code: the body byte
 * for byte but for credentials in it, and no header that could hold one.
 */
export function writeQuarantined(source, key, delivery, issues, copyOf) {
  return stringifyJson({
    // The digest of the delivery, under which it is quarantined once.
    id: key,
    source,
    recordedtime: delivery.receivedAt.toISOString(),
    correlationid: delivery.correlationId,
    issues,
    // Ids of what has come of the same signature before.
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
export function readQuarantined(message) {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), quarantinedSchema), message);
  return result.success ? result.output : undefined;
}
/**
 * The delivery as it was received, with its id and its time. It was authenticated then, or it would not be in quarantine:
 * only the functions may send to that queue. Its credentials were not kept, so it cannot be authenticated again.
 */
export function restoreDelivery({ recordedtime, correlationid, delivery }) {
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
