import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "../../functions/sources.ts";
import { loadVendor, parseSourceId, readExample } from "../../infra/local/vendors/vendors.ts";
import { projectDirectory } from "../../infra/project.ts";
import { createSourceHarness } from "../support/source-harness.ts";
import { readDocuments } from "./markdown.ts";

const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");
const contributing = read("CONTRIBUTING.md");
const { dependencies, devDependencies } = JSON.parse(read("package.json"));

interface Row {
  readonly source: string;
  readonly says: string;
  readonly outcome: string;
  readonly reason: string;
}

/** The rows of the table of outcomes: source, what the vendor says, outcome, the field that becomes the reason. */
const rows: readonly Row[] = [
  ...read("docs/events.md").matchAll(/^\| (\w+) \| (`\w+: ".+) \| `(\w+)` \| `(\w+)` \|$/gm),
].map(([, source = "", says = "", outcome = "", reason = ""]) => ({ source, says, outcome, reason }));

describe("the table of outcomes in docs/events.md", () => {
  it("has rows for every source", () => {
    expect([...new Set(rows.map(({ source }) => source))].sort()).toEqual(sources.map(({ id }) => id).sort());
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)(
    "is right that $source saying $says means $outcome",
    async ({ source, says, outcome, reason }) => {
      const id = parseSourceId(source);
      const vendor = await loadVendor(id);
      const said = Object.fromEntries(
        [...says.matchAll(/(\w+): "([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
      );
      const body = { ...readExample(id, vendor.defaultExample), ...said };
      const { stored, held } = vendor.createCredentials();
      const request = await vendor.createRequest(body, held, new Date("2026-11-21T09:30:00Z"));
      const harness = createSourceHarness(sources.find((one) => one.id === id) ?? sources[0], {
        secrets: [stored],
      });
      await harness.deliver({ headers: request.headers, body: request.body });
      expect(harness.events()).toMatchObject([
        { data: { outcome, reason: Object.entries(body).find(([name]) => name === reason)?.[1] } },
      ]);
    },
  );
});

describe("the documents", () => {
  const documents = readDocuments();

  it.each(documents)("link from $path to files that exist", ({ path }) => {
    const links = [...read(path).matchAll(/\]\((?!\w+:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(links.filter((target) => !existsSync(join(projectDirectory, dirname(path), target)))).toEqual([]);
  });

  it("show TypeScript that an example holds, which a test compiles", () => {
    const blocks = documents
      .flatMap((document) => document.blocks)
      .filter(({ language }) => language === "ts");
    const examples = globSync("docs/examples/**/*.ts", { cwd: projectDirectory }).map(read);
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.filter(({ text }) => !examples.some((example) => example.includes(text)))).toEqual([]);
  });

  it("say what every dependency is for", () => {
    const packages = Object.keys({ ...dependencies, ...devDependencies });
    expect(packages.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
  });
});
