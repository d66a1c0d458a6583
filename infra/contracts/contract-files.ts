import type * as v from "valibot";
import { queuedSchemas } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { convertSchema } from "./json-schema.ts";

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** See docs/contracts/README.md, "Versions". */
const newTypesRule =
  "Types may be added. A consumer fails on an event of a type that it does not know and does not delete it: the event comes again, and then waits in the dead-letter queue.";

export function writeContracts(): ReadonlyMap<string, string> {
  const types = queuedSchemas.map(({ entries }) => entries.type.literal);
  const typed = queuedSchemas.map((schema) => describeEvent(schema.entries.type.literal, schema));
  const contents = [...typed, describeAnyEvent(types)];
  const names = [...types.map(fileOfType), "event.schema.json"];
  return new Map(names.map((name, index) => [name, `${JSON.stringify(contents[index], null, 2)}\n`]));
}

export function describeEvent(type: string, schema: v.GenericSchema): JsonObject {
  return {
    $schema: dialect,
    title: type,
    description:
      "One message of the queue: CloudEvents 1.0 in JSON. Fields may be added; ignore those you do not know.",
    ...convertSchema(schema),
  };
}

function fileOfType(type: string): string {
  return `${type}.schema.json`;
}

function describeAnyEvent(types: readonly string[]): JsonObject {
  return {
    $schema: dialect,
    title: "Any event on the queue",
    description: `Told apart by \`type\`. ${newTypesRule}`,
    oneOf: types.map((type) => ({ $ref: fileOfType(type) })),
  };
}
