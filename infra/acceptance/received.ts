import * as v from "valibot";
import type { EventFilter } from "./target.ts";

const text = v.string();
const correlated = v.pipe(text, v.parseJson(), v.object({ correlationid: text }));

const eventSchema = v.pipe(
  text,
  v.parseJson(),
  v.looseObject({
    specversion: v.literal("1.0"),
    id: text,
    source: text,
    type: text,
    subject: text,
    recordedtime: text,
    correlationid: text,
    data: v.looseObject({
      outcome: text,
      flags: v.array(v.unknown()),
      original: v.record(text, v.unknown()),
    }),
  }),
);
export type ReceivedEvent = v.InferOutput<typeof eventSchema>;

const quarantinedSchema = v.pipe(
  text,
  v.parseJson(),
  v.looseObject({
    id: text,
    recordedtime: text,
    issues: v.array(v.object({ code: text })),
    delivery: v.looseObject({ body: v.pipe(text, v.base64()) }),
  }),
);

/** The suite's id of a delivery travels as its correlation id. */
export function correlationIdOf(body: string): string {
  const { success, output } = v.safeParse(correlated, body);
  return success ? output.correlationid : "";
}

export function readEvent(body: string): ReceivedEvent | undefined {
  const { success, output } = v.safeParse(eventSchema, body);
  return success ? output : undefined;
}

export function readQuarantined(body: string): v.InferOutput<typeof quarantinedSchema> | undefined {
  const { success, output } = v.safeParse(quarantinedSchema, body);
  return success ? output : undefined;
}

type Filtered = Pick<ReceivedEvent, "source" | "type"> & { readonly data: { readonly outcome: string } };

export function takes({ sources, types, outcomes }: EventFilter, { source, type, data }: Filtered): boolean {
  const isListed = (list: readonly string[] | undefined, value: string) => list?.includes(value) ?? true;
  return isListed(sources, source) && isListed(types, type) && isListed(outcomes, data.outcome);
}
