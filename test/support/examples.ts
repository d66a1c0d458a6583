import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

type Changes = Readonly<Record<string, unknown>>;

/**
 * A published example, with `changes` made to its top-level fields (undefined removes one), as JSON without white space. A
 * signature over the file's own bytes does not fit it; the text to sign is what `jq -cj . FILE` prints.
 */
export function exampleBody(source: string, name: string, changes: Changes = {}): string {
  return exampleBodyIn(join("functions", source), name, changes);
}

/** The same of a source in any folder of the project. */
export function exampleBodyIn(folder: string, name: string, changes: Changes = {}): string {
  const path = join(projectDirectory, folder, "examples", `${name}.json`);
  return JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes });
}
