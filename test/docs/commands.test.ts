import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { commandEntries, entryOf } from "./commands.ts";
import { commandsIn, readDocuments, stepsOf } from "./markdown.ts";
import { shownKinds } from "./running/shown.ts";

const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");
const documents = readDocuments();
const blocks = documents.flatMap((document) => document.blocks);
const steps = blocks.flatMap(stepsOf);
const typed = steps.flatMap(({ document, script }) =>
  commandsIn(script).map((command) => ({ document, command })),
);
const named = documents.flatMap(({ path, spans }) =>
  spans.map((span) => ({ document: path, command: span })),
);
const packages = ["package.json", "docs/examples/app/package.json"].map((path) => JSON.parse(read(path)));
const scripts: Readonly<Record<string, string>> = Object.assign(
  {},
  ...packages.map(({ scripts }) => scripts),
);

describe("the commands of the documents", () => {
  it("are all in the list in test/docs/commands.ts", () => {
    expect(typed.length).toBeGreaterThan(20);
    expect(typed.filter(({ command }) => entryOf(command) === undefined)).toEqual([]);
  });

  it.each(commandEntries)("are what $command is there for", (entry) => {
    const own = typed.filter(({ command }) => entryOf(command) === entry);
    expect(own).not.toEqual([]);
    if (entry.why?.includes("/")) expect(existsSync(join(projectDirectory, entry.why))).toBe(true);
    const silent = own.filter(({ document }) => !(entry.said ?? /^/).test(read(document)));
    expect(silent, `${entry.said} is not said`).toEqual([]);
  });

  it("and those that prose names, are scripts that exist", () => {
    const missing = [...typed, ...named].filter(({ command }) => {
      const [, name] = /^npm run (?:-s )?([a-z][\w:-]*)/.exec(command) ?? [];
      return name !== undefined && !Object.hasOwn(scripts, name);
    });
    expect(missing).toEqual([]);
  });

  it("have no option in prose that no script and no other command has", () => {
    const sources = Object.values(scripts).flatMap((script) => /^exec node (\S+)/.exec(script)?.[1] ?? []);
    const known = [
      ...steps.map(({ script }) => script),
      ...Object.values(scripts),
      ...sources.map(read),
    ].join(" ");
    const strange = named.filter(
      ({ command }) =>
        /^(npm run|-)/.test(command) &&
        [...command.matchAll(/(?<= |^)--?[a-z][\w-]+(?![\w.-])/g)].some(
          ([option]) => !known.includes(option.replace(/^--/, "")),
        ),
    );
    expect(strange).toEqual([]);
  });
});

it("every block that shows something is of one kind in test/docs/running/shown.ts", () => {
  const shown = blocks.filter(
    (block) => stepsOf(block).length === 0 && /^(json|text)?$/.test(block.language),
  );
  const strange = shown.filter(({ text }) => shownKinds.filter((kind) => kind.block.test(text)).length !== 1);
  expect(strange).toEqual([]);
});
