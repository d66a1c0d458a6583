import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";
import { playedIds, playedSources } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { readDocuments } from "./markdown.ts";

const documents = readDocuments();
const textOf = (wanted: string) => documents.find(({ path }) => path === wanted)?.text ?? "";
const exists = (path: string) => existsSync(join(projectDirectory, path));

/** Rows of the table of outcomes: source, what the vendor says, outcome, the field that becomes the reason. */
const outcomes = documents
  .filter(({ path }) => path === "docs/events.md")
  .flatMap(({ tables }) => tables)
  .filter(([head = []]) => head[0] === "Source")
  .flatMap(([, ...rows]) => rows)
  .map((row) => row.map((cell) => cell.replaceAll("`", "")));

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
  it.each(playedIds)("has a row for %s", (id) => {
    const row = `| ${id} | what the vendor says | outcome | reason |`;
    expect(
      outcomes.map(([source]) => source),
      `docs/events.md has no row ${row}`,
    ).toContain(id);
  });

  it.each(playedSources)("is right about $id", async (source) => {
    const simulator = await loadSimulator(source.id);
    for (const [, says = "", outcome = "", reason = ""] of outcomes.filter(([id]) => id === source.id)) {
      const body = [...says.matchAll(/([\w.]+): "([^"]*)"/g)].reduce(
        (before, [, path = "", value = ""]) => withValue(before, path.split("."), value),
        readExample(source.id, simulator.defaultExample),
      );
      const { ourSide, vendorSide } = simulator.createCredentials();
      const request = await simulator.createRequest(body, vendorSide, new Date("2026-11-21T09:30:00Z"));
      const harness = createVendorHarness(source, { secrets: [ourSide] });
      await harness.deliver({ headers: request.headers, body: request.body });
      const data = { outcome, reason: valueAt(body, reason.split(".")) };
      expect(harness.events(), `docs/events.md: | ${source.id} | ${says} |`).toMatchObject([{ data }]);
    }
  });
});

it.each(playedIds)("every table of vendors has a column for %s, and something in each row", (id) => {
  const ofVendors = documents.flatMap(({ path, tables }) =>
    tables
      .filter(([head = []]) => head[0] === "" && playedIds.filter((other) => head.includes(other)).length > 1)
      .map(([head = [], ...rows]) => ({ path, rows, column: head.indexOf(id) })),
  );
  expect(ofVendors).not.toEqual([]);
  const missing = ofVendors.flatMap(({ path, rows, column }) =>
    rows
      .filter((row) => !row[column])
      .map(([first]) => `${path}: the row "${first}" says nothing about ${id}`),
  );
  expect(missing).toEqual([]);
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
