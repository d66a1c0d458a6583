import * as v from "valibot";
import type { DeliveryLine } from "../../../lib/wiring/log-lines.ts";

const outcomes = ["accepted", "duplicate", "quarantined", "deferred", "refused", "failed"] as const;
const text = v.optional(v.string());
const milliseconds = v.optional(v.number());

const deliverySchema = v.object({
  requestId: v.string(),
  outcome: v.picklist<typeof outcomes & readonly DeliveryLine["outcome"][]>(outcomes),
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
const replaySchema = v.object({
  replay: v.object({ outcome: v.string(), code: text, event: text, issues: v.optional(v.array(v.string())) }),
});
const relaySchema = v.object({ waiting: v.optional(v.number()), relayed: v.number(), cause: text });
const secretSchema = v.object({ secret: v.string() });
const schema = v.union([deliverySchema, replaySchema, relaySchema, secretSchema]);

/** A line of lib/wiring/log-lines.ts. */
export type LogLine = v.InferOutput<typeof schema>;
export type LoggedDelivery = v.InferOutput<typeof deliverySchema>;

export function readLogLine(line: string): LogLine | undefined {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), line);
  return success ? output : undefined;
}
