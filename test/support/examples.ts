import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";

type Changes = Readonly<Record<string, unknown>>;

/** A published example as JSON without white space, with `changes` to top-level fields (undefined removes one). `jq -cj . FILE` prints the same text to sign. */
export function exampleBody(source: string, name: string, changes: Changes = {}): string {
  return exampleBodyIn(join("functions", source), name, changes);
}

/** The same for a source in any folder. */
export function exampleBodyIn(folder: string, name: string, changes: Changes = {}): string {
  const path = join(projectDirectory, folder, "examples", `${name}.json`);
  return JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes });
}

/** The body with another value in one place. */
export function withValue(
  body: JsonObject,
  [name = "", ...below]: readonly string[],
  value: JsonValue,
): JsonObject {
  const { [name]: inner } = body;
  if (below.length === 0) return { ...body, [name]: value };
  return { ...body, [name]: withValue(isJsonObject(inner) ? inner : {}, below, value) };
}
