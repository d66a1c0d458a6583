import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { UsageError } from "../command-line/usage-error.ts";

const template = join(import.meta.dirname, "template");

/** Returns the written paths. The template's files end in `.txt` so that nothing compiles them here. */
export function copyTemplate(checkout: string, id: string, today: string): readonly string[] {
  if (!/^[a-z][a-z0-9]{1,23}$/.test(id))
    throw new UsageError(`"${id}" is no id: take 2 to 24 lower-case letters and digits, a letter first`);
  const fill = (text: string) => text.replaceAll("__id__", id).replaceAll("__today__", today);
  const files = globSync("**/*.txt", { cwd: template }).map((name) => ({
    path: fill(name).replace(/\.txt$/, ""),
    text: readFileSync(join(template, name), "utf8"),
  }));
  const isWord = files.some(({ text }) => new RegExp(`\\b${id}\\b`).test(text));
  if (isWord || isReserved(id))
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

/** Lists the source in the stage `dev` of `cdk.json`, as text: a person wrote the file. */
export function listInDev(checkout: string, id: string): void {
  const path = join(checkout, "cdk.json");
  const sources = /"dev": \{[^]*?"sources": \{\n( *)/;
  writeFileSync(path, readFileSync(path, "utf8").replace(sources, `$&${JSON.stringify(id)}: {},\n$1`));
}

/** A name that no module may bind (ECMA-262, section 12.7.2). */
function isReserved(id: string): boolean {
  try {
    return !new Script(`"use strict"; async () => { let ${id}; }`);
  } catch {
    return true;
  }
}
