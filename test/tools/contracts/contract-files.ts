import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { objectOf } from "../../../infra/contracts/fields.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { type JsonObject, parseJson } from "../../../lib/json/json.ts";

export const contractDirectory = join(projectDirectory, "docs", "contracts");

/** A file as a reader finds it. */
export function readContract(name: string): JsonObject {
  const reading = parseJson(readFileSync(join(contractDirectory, name)));
  return objectOf(reading.ok ? reading.value : undefined);
}

/** Where a validator finds it. */
export function addressOf(name: string, pointer: readonly string[] = []): string {
  const escaped = pointer.map((part) => encodeURI(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const { href } = pathToFileURL(join(contractDirectory, name));
  return pointer.length === 0 ? href : `${href}#/${escaped.join("/")}`;
}

/** The member that a pointer leads to. */
export function memberOf(document: JsonObject, pointer: readonly string[]): JsonObject {
  return pointer.reduce<JsonObject>((at, name) => objectOf(at[name]), document);
}
