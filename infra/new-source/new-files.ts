import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../command-line/usage-error.ts";

/** Texts by their paths from the project's folder. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Writes files that must not exist yet, and another text into one that exists, or nothing at all: what was written when
 * something fails is taken away again.
 * @throws UsageError naming the path that stands in the way.
 */
export function writeAllOrNothing(
  directory: string,
  added: Texts,
  [changed, text]: readonly [string, string],
): void {
  for (const path of Object.keys(added))
    if (existsSync(join(directory, path))) throw new UsageError(`${path} exists already: choose another id`);
  const made: string[] = [];
  try {
    for (const [path, content] of Object.entries(added)) {
      const target = join(directory, path);
      const folder = mkdirSync(dirname(target), { recursive: true });
      if (folder) made.push(folder);
      closeSync(openSync(target, "wx"));
      made.push(target);
      writeFileSync(target, content);
    }
    replaceFile(join(directory, changed), text);
  } catch (error) {
    for (const path of made) rmSync(path, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`nothing was written, because of ${reason}`);
  }
}

/** Never a half of it: the new text takes the old one's place in one step. */
function replaceFile(path: string, text: string): void {
  const beside = `${path}.new`;
  try {
    writeFileSync(beside, text, { flag: "wx" });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
