import { queuedSchemas } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { describeAnyEvent, describeEvent, fileOfType } from "./event-contract.ts";

/** The JSON Schema text of each type, by file name. */
export function writeContracts(): ReadonlyMap<string, string> {
  const types = queuedSchemas.map(({ entries }) => entries.type.literal);
  const files: [string, JsonObject][] = [
    ...queuedSchemas.map((schema): [string, JsonObject] => {
      const type = schema.entries.type.literal;
      return [fileOfType(type), describeEvent(type, schema)];
    }),
    ["event.schema.json", describeAnyEvent(types)],
  ];
  return new Map(files.map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]));
}
