import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";
import { playedSources } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { readDocuments } from "./markdown.ts";

const documents = readDocuments();
const textOf = (wanted: string) => documents.find(({ path }) => path === wanted)?.text ?? "";
const exists = (path: string) => existsSync(join(projectDirectory, path));

const vendorTables = documents
  .filter(({ path }) => path === "docs/sources.md")
  .flatMap(({ tables }) => tables);

/** The rows of a table of docs/sources.md, by the first cell of its heading. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  return vendorTables.find(([head = []]) => head[0] === heading)?.slice(1) ?? [];
}

const facts = ["Address", "Authentication", "Proves", "Secret", "Success", "Retries"];
const meanings = ["Same notification if equal", "Ordered by", "References"];

/** The body with another value in one place, as in `payload.object.status`. */
function withValue(body: JsonObject, [name = "", ...below]: readonly string[], value: string): JsonObject {
  const { [name]: inner } = body;
  if (below.length === 0) return { ...body, [name]: value };
  return { ...body, [name]: withValue(isJsonObject(inner) ? inner : {}, below, value) };
}

function valueAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce((inner, name) => (isJsonObject(inner) ? inner[name] : undefined), value);
}

describe.each(playedSources)("docs/sources.md on $id", (source) => {
  it("has a row for every fact", () => {
    const rows = rowsOf(source.id);
    const missing = [...facts, ...meanings].filter(
      (fact) => !rows.some(([name, said]) => name === fact && said),
    );
    const wanted = missing.map((fact) => `docs/sources.md: | ${source.id} | | has no row | ${fact} | … |`);
    expect(wanted).toEqual([]);
  });

  // What the vendor says, the outcome, the field that becomes the reason.
  it("is right about outcomes", async () => {
    const outcomes = rowsOf(`${source.id} says`).map((row) => row.map((cell) => cell.replaceAll("`", "")));
    const heading = `| ${source.id} says | \`outcome\` | \`reason\` |`;
    expect(outcomes, `docs/sources.md has no table ${heading}`).not.toEqual([]);
    const simulator = await loadSimulator(source.id);
    for (const [says = "", outcome = "", reason = ""] of outcomes) {
      const body = [...says.matchAll(/([\w.]+): "([^"]*)"/g)].reduce(
        (before, [, path = "", value = ""]) => withValue(before, path.split("."), value),
        readExample(source.id, simulator.defaultExample),
      );
      const { ourSide, vendorSide } = simulator.createCredentials();
      const request = await simulator.createRequest(body, vendorSide, new Date("2026-11-21T09:30:00Z"));
      const harness = createVendorHarness(source, { secrets: [ourSide] });
      await harness.deliver({ headers: request.headers, body: request.body });
      const data = { outcome, reason: valueAt(body, reason.split(".")) };
      expect(harness.events(), `docs/sources.md, ${source.id}: | ${says} |`).toMatchObject([{ data }]);
    }
  });
});

describe("the documents", () => {
  it.each(documents)("link from $path to files that exist", ({ path, links }) => {
    const targets = links.filter((link) => !/^\w+:|^#/.test(link)).map((link) => link.replace(/#.*/, ""));
    expect(targets.filter((target) => !exists(join(dirname(path), target)))).toEqual([]);
  });

  // An example names files that its reader makes.
  it.each(documents.filter(({ path }) => !path.startsWith("docs/examples/")))(
    "name in $path files that exist",
    ({ spans }) => {
      const named = spans.filter((span) => /^(lib|functions|infra|test|docs|\.ci)\/[^\s<>:]+$/.test(span));
      expect(named.filter((name) => globSync(name, { cwd: projectDirectory }).length === 0)).toEqual([]);
    },
  );

  it("order events by the time that every event has", () => {
    const ordersByTime = /`(receivedat|recordedtime)`,? \(?and `time`/;
    expect(documents.filter(({ text }) => ordersByTime.test(text))).toEqual([]);
    const [warning = ""] = textOf("docs/events.md").match(/\*\*Order by `recordedtime`\*\*(.|\n.)+/) ?? [];
    for (const word of ["Python", "JavaScript", "`cloudevents`"]) expect(warning).toContain(word);
  });

  it("show TypeScript that an example holds, which a test compiles", () => {
    const shown = documents.flatMap(({ blocks }) => blocks).filter(({ language }) => language === "ts");
    const examples = globSync("docs/examples/**/*.ts", { cwd: projectDirectory });
    const texts = examples.map((path) => readFileSync(join(projectDirectory, path), "utf8"));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter(({ text }) => !texts.some((example) => example.includes(text)))).toEqual([]);
  });

  it("say what every dependency is for", () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(projectDirectory, "package.json"), "utf8"),
    );
    const packages = Object.keys({ ...dependencies, ...devDependencies });
    expect(packages.filter((name) => !textOf("CONTRIBUTING.md").includes(`\`${name}\``))).toEqual([]);
  });
});
