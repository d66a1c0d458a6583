import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { objectOf } from "../../../infra/contracts/json-schema.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { type JsonObject, parseJson } from "../../../lib/json/json.ts";

export const contractDirectory = join(projectDirectory, "docs", "contracts");

export function readContract(name: string): JsonObject {
  const reading = parseJson(readFileSync(join(contractDirectory, name)));
  return objectOf(reading.ok ? reading.value : undefined);
}

export function addressOf(name: string): string {
  return pathToFileURL(join(contractDirectory, name)).href;
}

/** The member at a JSON pointer. */
export function memberOf(document: JsonObject, pointer: readonly string[]): JsonObject {
  return pointer.reduce<JsonObject>((member, name) => objectOf(member[name]), document);
}

/** Fields by path. List items count as one. */
export function listFields(schema: JsonObject, prefix = ""): [path: string, field: JsonObject][] {
  const items = listItems(schema, prefix);
  const own = Object.entries(objectOf(schema.properties)).flatMap(([name, value]): [string, JsonObject][] => {
    const field = objectOf(value);
    return [[`${prefix}${name}`, field], ...listFields(field, `${prefix}${name}.`)];
  });
  return [...items, ...own];
}

function listItems({ items }: JsonObject, prefix: string): [path: string, field: JsonObject][] {
  return items === undefined ? [] : listFields(objectOf(items), prefix);
}
