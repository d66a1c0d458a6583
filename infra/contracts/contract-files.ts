import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { queuedSchemas } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { projectDirectory } from "../project.ts";
import { describeQueue } from "./asyncapi.ts";
import { asSchemaFile, describeAnyEvent, fileOfType } from "./event-contract.ts";
import { describeEndpoints } from "./openapi.ts";
import { describeTypes, readPublishedSources } from "./published.ts";

const packageSchema = v.object({ version: v.string() });

/** All files of the contract, by name. The same code gives the same texts. */
export async function writeContracts(): Promise<ReadonlyMap<string, string>> {
  const published = await readPublishedSources();
  const types = describeTypes(queuedSchemas, published);
  const text = readFileSync(join(projectDirectory, "package.json"), "utf8");
  const { version } = v.parse(packageSchema, JSON.parse(text));
  const files: [string, JsonObject][] = [
    ...types.map(({ type, schema }): [string, JsonObject] => [fileOfType(type), asSchemaFile(schema)]),
    ["event.schema.json", describeAnyEvent(types.map(({ type }) => type))],
    ["asyncapi.json", describeQueue(types, version)],
    ["openapi.json", describeEndpoints(published, version)],
  ];
  return new Map(files.map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]));
}
