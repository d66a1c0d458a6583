import type * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import type { VendorContract } from "../../lib/source/contract.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import type { eventSchema } from "../../lib/source/event.ts";
import { describeEvent } from "./event-contract.ts";
import { type PublishedExample, readExamples } from "./examples.ts";
import { loadContract } from "./source-contracts.ts";

/** A source with all that is published of it. */
export interface PublishedSource {
  readonly source: Vendor;
  readonly contract: VendorContract;
  readonly examples: readonly PublishedExample[];
}

/** A type of event: its JSON Schema, and the events that the examples of its source become. */
export interface PublishedType {
  readonly type: string;
  readonly source: string;
  readonly schema: JsonObject;
  readonly examples: readonly PublishedExample[];
}

export function readPublishedSources(): Promise<PublishedSource[]> {
  return Promise.all(
    vendors.map(async (source) => ({
      source,
      contract: await loadContract(source.id),
      examples: await readExamples(source),
    })),
  );
}

type EventSchema = ReturnType<typeof eventSchema<string, string, v.GenericSchema>>;

/** Every type that a queue may hold; one that is not sent any more has no examples. */
export function describeTypes(
  eventSchemas: readonly EventSchema[],
  published: readonly PublishedSource[],
): PublishedType[] {
  return eventSchemas.map((schema) => {
    const type = schema.entries.type.literal;
    const source = schema.entries.source.literal;
    const own = published.find((one) => one.source.id === source);
    const examples = own?.source.eventType === type ? own.examples : [];
    return { type, source, schema: describeEvent(type, schema, own?.contract ?? { fields: {} }), examples };
  });
}
