import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

/** The text of a published example, with `changes` made to its top-level fields (undefined removes one). */
export function exampleBody(
  source: string,
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): string {
  const path = join(projectDirectory, "functions", source, "examples", `${name}.json`);
  return JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes });
}
