import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Texts } from "./new-files.ts";

const folder = join(import.meta.dirname, "skeleton");

/** Where the parts of a source are, from the project's folder. */
export function pathsOf(id: string) {
  return {
    folder: `functions/${id}`,
    source: `functions/${id}/vendor.ts`,
    handler: `functions/${id}/handler.ts`,
    simulator: `functions/${id}/simulator.ts`,
    contract: `functions/${id}/contract.ts`,
    example: `functions/${id}/examples/updated.json`,
    test: `test/vendors/${id}.test.ts`,
  };
}

/**
 * Everything of a source that refuses every delivery until somebody says how its vendor proves itself.
 * @param handler The text of another source's `handler.ts`, and the id in it: all have the same two lines.
 * @param today `yyyy-mm-dd`
 */
export function writeSkeleton(
  id: string,
  handler: { readonly text: string; readonly id: string },
  today: string,
): Texts {
  const paths = pathsOf(id);
  const read = (name: string) =>
    readFileSync(join(folder, `${name}.txt`), "utf8")
      .replaceAll("__id__", id)
      .replaceAll("__today__", today);
  return {
    [paths.source]: read("vendor.ts"),
    [paths.handler]: handler.text.replaceAll(handler.id, id),
    [paths.simulator]: read("simulator.ts"),
    [paths.contract]: read("contract.ts"),
    [paths.example]: read("example.json"),
    [paths.test]: read("test.ts"),
  };
}

/** The names in code; what a comment or a text says is none. */
export function namesIn(code: string): ReadonlySet<string> {
  const bare = code.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$|"[^"\n]*"/gm, "");
  return new Set(bare.match(/[A-Za-z_]\w*/g));
}
