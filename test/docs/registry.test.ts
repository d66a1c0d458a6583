import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { commandsOf, isScript } from "./commands.ts";
import { matches } from "./entry.ts";
import { readDocuments } from "./markdown.ts";
import { registry } from "./registry.ts";
import { isShown, shownBlocks } from "./shown.ts";

const documents = readDocuments();
const commands = documents.flatMap(commandsOf);
const blocks = documents.flatMap((document) => document.blocks).filter((block) => !isScript(block));
const named = registry.map((entry) => [`${entry.command}`, entry] as const);
const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");

describe("the commands of the documents", () => {
  it("are found in all of them", () => {
    expect(documents.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/operating.md"]),
    );
    expect(commands.length).toBeGreaterThan(80);
  });

  it("match one entry each", () => {
    const strange = commands.flatMap(({ document, text }) => {
      const entries = registry.filter((entry) => matches(entry, text));
      if (entries.length === 1) return [];
      const which = entries.map(({ command }) => `${command}`).join(" and ") || "no entry";
      return [`${document}: \`${text}\` matches ${which}: say in test/docs/registry/ how it is run`];
    });
    expect(strange).toEqual([]);
  });

  it.each(named)("are what %s is there for", (_, entry) => {
    expect(commands.filter(({ text }) => matches(entry, text))).not.toEqual([]);
    expect(entry.run ?? entry.tested ?? entry.needs).toBeDefined();
  });

  it("name only scripts that exist", () => {
    const packages = ["package.json", "docs/examples/app/package.json"];
    const scripts = packages.flatMap((path) => Object.keys(JSON.parse(read(path)).scripts));
    const named = commands.flatMap(({ text }) => /npm run (?:-s )?([a-z][\w:-]*)/.exec(text)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("name only files of the project that exist", () => {
    const paths = commands.flatMap(
      ({ text }) => text.match(/(?<=\s)(test|lib|infra|functions|docs)\/[\w./-]+/g) ?? [],
    );
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(join(projectDirectory, path)))).toEqual([]);
  });
});

/** Options that begin a word, with their dashes. */
function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--?[a-z][\w.-]*/g)].map(([option]) => option);
}

describe("an option that the prose names by itself", () => {
  const scripts: readonly string[] = Object.values(JSON.parse(read("package.json")).scripts);
  const helps = scripts.flatMap((script) => /^exec node (\S+)$/.exec(script)?.[1] ?? []).map(read);
  const known = new Set([...commands.map(({ text }) => text), ...helps].flatMap(optionsIn));
  // Of vitest, which prints it with its value.
  known.add("--sequence.seed");
  const spans = documents.flatMap(({ spans }) => spans).filter(({ text }) => text.startsWith("-"));

  it("is one of a command here", () => {
    const strange = spans.flatMap(({ document, text }) =>
      optionsIn(text).flatMap((option) =>
        known.has(option) ? [] : [`${document}: ${option} in \`${text}\``],
      ),
    );
    expect(spans.length).toBeGreaterThan(4);
    expect(strange).toEqual([]);
  });
});

describe("an entry that says", () => {
  it.each(named.filter(([, { tested }]) => tested))("where %s is tested is right", (_, { tested }) => {
    expect(read(tested?.file ?? "")).toContain(tested?.says);
  });

  it.each(named.filter(([, { needs }]) => needs))(
    "what %s needs says it as the document does",
    (_, entry) => {
      const typed = commands.filter(({ text, isProse }) => !isProse && matches(entry, text));
      const silent = typed.filter(({ context }) => !entry.needs?.said.test(context));
      expect(silent.map(({ document, text }) => `${document}: ${text}`)).toEqual([]);
    },
  );
});

describe("what the documents show besides", () => {
  it("is of one kind each", () => {
    const strange = blocks.filter(isShown).flatMap((block) => {
      const kinds = shownBlocks.filter((kind) => kind.block.test(block.text));
      const [first = ""] = block.text.split("\n");
      if (kinds.length === 1) return [];
      return [
        `${block.document}: "${first}" is of ${kinds.length} kinds: say in test/docs/shown.ts what it is`,
      ];
    });
    expect(strange).toEqual([]);
  });

  it.each(shownBlocks.map((kind) => [`${kind.block}`, kind] as const))(
    "is what %s is there for",
    (_, kind) => {
      const own = blocks.filter((block) => isShown(block) && kind.block.test(block.text));
      expect(own).not.toEqual([]);
      for (const { context } of own) expect(context).toMatch(kind.said ?? /^/);
    },
  );
});
