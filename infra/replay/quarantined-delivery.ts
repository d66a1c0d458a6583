import * as v from "valibot";

/** What of a message of the quarantine queue is shown, and chosen by. The function reads the rest. */
export interface QuarantinedDelivery {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Date;
}

const schema = v.object({
  id: v.pipe(v.string(), v.hexadecimal()),
  source: v.string(),
  recordedtime: v.pipe(v.string(), v.isoTimestamp()),
});
const messageSchema = v.pipe(v.string(), v.parseJson(), schema);

/** Undefined for what no function wrote. */
export function readQuarantinedDelivery(message: string): QuarantinedDelivery | undefined {
  const result = v.safeParse(messageSchema, message);
  if (!result.success) return undefined;
  const { id, source, recordedtime } = result.output;
  return { id, source, receivedAt: new Date(recordedtime) };
}
