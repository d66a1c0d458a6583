import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { projectDirectory } from "../../infra/project.ts";
import { loadSimulator, parseSourceId, readExample } from "../../infra/simulators/simulators.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
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
  ...read("docs/events.md").matchAll(/^\| (\w+) \| (`[\w.]+: ".+) \| `(\w+)` \| `([\w.]+)` \|$/gm),
].map(([, source = "", says = "", outcome = "", reason = ""]) => ({ source, says, outcome, reason }));

/** The body with another value in one place, as in `payload.object.status`. */
function withValue(body: JsonObject, [name = "", ...below]: readonly string[], value: string): JsonObject {
  const { [name]: inner } = body;
  if (below.length === 0) return { ...body, [name]: value };
  return { ...body, [name]: withValue(isJsonObject(inner) ? inner : {}, below, value) };
}

function valueAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce((inner, name) => (isJsonObject(inner) ? inner[name] : undefined), value);
}

describe("the table of outcomes in docs/events.md", () => {
  it("has rows for every source that takes something in", () => {
    expect([...new Set(rows.map(({ source }) => source))].sort()).toEqual([...playedIds].sort());
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)(
    "is right that $source saying $says means $outcome",
    async ({ source, says, outcome, reason }) => {
      const id = parseSourceId(source);
      const simulator = await loadSimulator(id);
      const said = [...says.matchAll(/([\w.]+): "([^"]*)"/g)];
      const body = said.reduce(
        (before, [, path = "", value = ""]) => withValue(before, path.split("."), value),
        readExample(id, simulator.defaultExample),
      );
      const { ourSide, vendorSide } = simulator.createCredentials();
      const request = await simulator.createRequest(body, vendorSide, new Date("2026-11-21T09:30:00Z"));
      const harness = createVendorHarness(vendors.find((one) => one.id === id) ?? vendors[0], {
        secrets: [ourSide],
      });
      await harness.deliver({ headers: request.headers, body: request.body });
      expect(harness.events()).toMatchObject([
        { data: { outcome, reason: valueAt(body, reason.split(".")) } },
      ]);
    },
  );
});

describe.each([
  ["README.md", "Address (an output of the stack)"],
  ["docs/sources.md", "Notifies about"],
])("the table of sources in %s", (path, firstRow) => {
  const [table = ""] = read(path).match(/^\| \| .+\n\|[-|]+\n(\|.+\n)+/m) ?? [];
  const [header = [], ...cells] = table
    .split("\n")
    .filter((line) => /^\| /.test(line))
    .map((line) => line.split("|").slice(1, -1));

  it("has a column for every source that takes something in", () => {
    const columns = header.slice(1).map((name) => name.trim());
    expect(columns.sort()).toEqual([...playedIds].sort());
  });

  it("says something in every column", () => {
    expect(cells[0]?.[0]?.trim()).toBe(firstRow);
    const wanting = cells.filter(
      (row) => row.length !== header.length || row.some((cell) => cell.trim() === ""),
    );
    expect(wanting).toEqual([]);
  });
});

describe("the documents", () => {
  const documents = readDocuments();

  it.each(documents)("link from $path to files that exist", ({ path }) => {
    const links = [...read(path).matchAll(/\]\((?!\w+:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(links.filter((target) => !existsSync(join(projectDirectory, dirname(path), target)))).toEqual([]);
  });

  it("order events by the time that every event has", () => {
    const ordersByTime = /`(receivedat|recordedtime)`,? \(?and `time`/;
    expect(documents.filter(({ path }) => ordersByTime.test(read(path)))).toEqual([]);
    const [warning = ""] = read("docs/events.md").match(/\*\*Order by `recordedtime`\*\*(.|\n.)+/) ?? [];
    for (const word of ["Python", "JavaScript", "`cloudevents`"]) expect(warning).toContain(word);
  });

  // An example names files that its reader makes.
  const ours = documents.filter(({ path }) => !path.startsWith("docs/examples/"));
  it.each(ours)("name in $path files that exist", ({ path }) => {
    const inCode = /`((?:lib|functions|infra|test|docs|\.ci)\/[^\s`<>:]+)`/g;
    const named = [...read(path).matchAll(inCode)].map(([, name = ""]) => name);
    expect(named.filter((name) => globSync(name, { cwd: projectDirectory }).length === 0)).toEqual([]);
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
