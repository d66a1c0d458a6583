import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasSchema, registerSchema, type Validator, validate } from "@hyperjump/json-schema/draft-2020-12";
import { objectOf } from "../../../infra/contracts/json-schema.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { listExamples } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import { jsonValue } from "../../unit/json/json-value.ts";

export const contractDirectory = join(projectDirectory, "docs", "contracts");

export const everyExample = playedSources.flatMap((source) =>
  listExamples(source.id).map((example) => ({ source, id: source.id, example })),
);

export function readContract(name: string): JsonObject {
  return objectOf(jsonValue(readFileSync(join(contractDirectory, name), "utf8")));
}

/** Checks the schema against its meta-schema too. */
export async function compileSchema(schema: JsonObject, name: string): Promise<Validator> {
  const uri = `https://contracts.example/${encodeURIComponent(name)}`;
  if (!hasSchema(uri))
    registerSchema(JSON.parse(JSON.stringify(schema)), uri, "https://json-schema.org/draft/2020-12/schema");
  return validate(uri);
}

/** The member at a JSON pointer. */
export function memberOf(document: JsonObject, pointer: readonly string[]): JsonObject {
  return pointer.reduce<JsonObject>((member, name) => objectOf(member[name]), document);
}

/** Fields by path. List items count as one. */
export function listFields(schema: JsonObject, prefix = ""): [path: string, field: JsonObject][] {
  const items = schema.items === undefined ? [] : listFields(objectOf(schema.items), prefix);
  const own = Object.entries(objectOf(schema.properties)).flatMap(([name, value]): [string, JsonObject][] => {
    const field = objectOf(value);
    return [[`${prefix}${name}`, field], ...listFields(field, `${prefix}${name}.`)];
  });
  return [...items, ...own];
}
