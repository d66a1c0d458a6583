import * as v from "valibot";
import type { DeliveryLine } from "../../lib/wiring/log-lines.ts";
import { isOutcome } from "./explanations.ts";

const text = v.optional(v.string());
const milliseconds = v.optional(v.number());
const schema = v.object({
  requestId: v.string(),
  outcome: v.custom<DeliveryLine["outcome"]>(isOutcome),
  code: text,
  event: text,
  repeatable: v.optional(v.boolean()),
  tableFault: text,
  cause: text,
  durationMs: v.number(),
  secretMs: milliseconds,
  checkMs: milliseconds,
  sendMs: milliseconds,
  recordMs: milliseconds,
  deferMs: milliseconds,
});
const lineSchema = v.pipe(v.string(), v.parseJson(), schema);

/** What a function logged of a delivery. */
export type LoggedDelivery = v.InferOutput<typeof schema>;

/** Undefined for any other line. */
export function readLoggedDelivery(line: string): LoggedDelivery | undefined {
  const { success, output } = v.safeParse(lineSchema, line);
  return success ? output : undefined;
}
