import type * as v from "valibot";
import type { JsonObject } from "../../lib/json/json.ts";
import type { VendorContract } from "../../lib/source/contract.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { eventFields } from "./event-fields.ts";
import { describeFields, findUnpublished } from "./fields.ts";
import { convertSchema } from "./json-schema.ts";

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** The JSON Schema of one type of event, without the name of its dialect. */
export function describeEvent(type: string, schema: v.GenericSchema, contract: VendorContract): JsonObject {
  const converted = convertSchema(schema, "output");
  const unpublished = findUnpublished(converted).filter((path) => !path.startsWith("data.original "));
  if (unpublished.length > 0) throw new UsageError(`${type} has no JSON Schema: ${unpublished.join(", ")}`);
  const own = Object.entries(contract.fields[type] ?? {}).map(([path, text]) => [
    `data.notification.${path}`,
    text,
  ]);
  const texts = { ...eventFields, ...Object.fromEntries(own) };
  return {
    title: type,
    description:
      "One message of the queue: CloudEvents 1.0 in JSON. Fields may be added; ignore those you do not know.",
    ...describeFields(converted, texts, type),
  };
}

export function fileOfType(type: string): string {
  return `${type}.schema.json`;
}

export function asSchemaFile(schema: JsonObject): JsonObject {
  return { $schema: dialect, ...schema };
}

/** What a consumer does with a type that it does not know; why is in docs/contracts/README.md, "Versions". */
export const newTypesRule =
  "Types may be added. A consumer fails on an event of a type that it does not know and does not delete it: the event comes again, and then waits in the dead-letter queue.";

/** Any event on the queue, told apart by `type`. */
export function describeAnyEvent(types: readonly string[]): JsonObject {
  return asSchemaFile({
    title: "Any event on the queue",
    description: `Told apart by \`type\`. ${newTypesRule}`,
    oneOf: types.map((type) => ({ $ref: fileOfType(type) })),
  });
}
