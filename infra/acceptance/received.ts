import * as v from "valibot";
import type { EventFilter } from "./target.ts";

const text = v.string();
const eventSchema = v.looseObject({
  specversion: v.literal("1.0"),
  id: text,
  source: text,
  type: text,
  subject: text,
  recordedtime: text,
  correlationid: text,
  data: v.looseObject({ outcome: text, flags: v.array(v.unknown()), original: v.record(text, v.unknown()) }),
});
const quarantinedSchema = v.looseObject({
  id: text,
  recordedtime: text,
  issues: v.array(v.object({ code: text })),
  delivery: v.looseObject({ body: v.pipe(text, v.base64()) }),
});
const correlatedSchema = v.object({ correlationid: text });

export type ReceivedEvent = v.InferOutput<typeof eventSchema>;

export const readEvent = (body: string) => parseAs(eventSchema, body);
export const readQuarantined = (body: string) => parseAs(quarantinedSchema, body);
/** The suite's id of a delivery travels as its correlation id. */
export const correlationIdOf = (body: string) => parseAs(correlatedSchema, body)?.correlationid ?? "";

/** Undefined if the JSON text is another thing. */
export function parseAs<Output>(schema: v.GenericSchema<unknown, Output>, body: string): Output | undefined {
  const { success, output } = v.safeParse(v.pipe(text, v.parseJson(), schema), body);
  return success ? output : undefined;
}

type Filtered = Pick<ReceivedEvent, "source" | "type"> & { readonly data: { readonly outcome: string } };

export function takes({ sources, types, outcomes }: EventFilter, { source, type, data }: Filtered): boolean {
  const isListed = (list: readonly string[] | undefined, value: string) => list?.includes(value) ?? true;
  return isListed(sources, source) && isListed(types, type) && isListed(outcomes, data.outcome);
}
