import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../command-line/usage-error.ts";

const template = join(import.meta.dirname, "template");

/** Reserved words (ECMA-262, section 12.7.2). */
const keywords =
  "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
  "function if implements import in interface instanceof let new null package private protected public return static " +
  "super switch this throw true try typeof var void while with yield arguments eval undefined";

/**
 * Copies the template into a checkout. Files end in `.txt` so that nothing compiles them here.
 * @returns the written paths, from the checkout's folder.
 * @throws UsageError for an invalid id or an existing file.
 */
export function copyTemplate(checkout: string, id: string, today: string): readonly string[] {
  if (!/^[a-z][a-z0-9]{1,23}$/.test(id))
    throw new UsageError(`"${id}" is no id: take 2 to 24 lower-case letters and digits, a letter first`);
  const fill = (text: string) => text.replaceAll("__id__", id).replaceAll("__today__", today);
  const files = globSync("**/*.txt", { cwd: template }).map((name) => ({
    path: fill(name).replace(/\.txt$/, ""),
    text: readFileSync(join(template, name), "utf8"),
  }));
  const isWord = files.some(({ text }) => new RegExp(`\\b${id}\\b`).test(text));
  if (isWord || keywords.split(" ").includes(id))
    throw new UsageError(`"${id}" is a word of the code that would be written: choose another id`);
  const existing = [`functions/${id}`, `functions/${id}.ts`, ...files.map(({ path }) => path)].find((path) =>
    existsSync(join(checkout, path)),
  );
  if (existing) throw new UsageError(`${existing} exists already: choose another id`);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), fill(text), { flag: "wx" });
  }
  return files.map(({ path }) => path).sort();
}
