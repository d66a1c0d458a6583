import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { awsSteps, intakeSteps, sourceSteps } from "../../infra/acceptance/checks/all-checks.ts";
import { projectDirectory } from "../../infra/project.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { type JsonObject, textOf } from "../../lib/json/json.ts";
import { valueAt } from "../../lib/source/fields.ts";
import { withValue } from "../support/examples.ts";
import { eventOf } from "../support/queue-events.ts";
import { playedSources } from "../support/simulated-vendors.ts";
import { readDocuments } from "./markdown.ts";

const documents = readDocuments();
const documentText = (wanted: string) => documents.find(({ path }) => path === wanted)?.text ?? "";
const exists = (path: string) => existsSync(join(projectDirectory, path));

const vendorTables = documents
  .filter(({ path }) => path === "docs/sources.md")
  .flatMap(({ tables }) => tables);

function rowsOf(heading: string): readonly (readonly string[])[] {
  return vendorTables.find(([head = []]) => head[0] === heading)?.slice(1) ?? [];
}

const facts = ["Address", "Authentication", "Proves", "Secret", "Success", "Retries", "Tell the vendor"];
const meanings = ["Same notification if equal", "Ordered by", "References"];

const scalar = v.union([v.string(), v.number(), v.boolean()]);

/** Throws if the row does not write a change as `path: "value"`, `path: 5` or `path: true`, several with commas. */
function applyRow(example: JsonObject, says: string): JsonObject {
  const json = `{${says.replaceAll(/(?<=^|, )[\w.-]+(?=: )/g, '"$&"')}}`;
  const changes = Object.entries(v.parse(v.record(v.string(), scalar), JSON.parse(json)));
  expect(changes).not.toEqual([]);
  return changes.reduce((body, [path, value]) => withValue(body, path.split("."), value), example);
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

  // Cells: the vendor's value, the outcome, the reason's field.
  it("is right about outcomes", async () => {
    const outcomes = rowsOf(`${source.id} says`).map((row) => row.map((cell) => cell.replaceAll("`", "")));
    const heading = `| ${source.id} says | \`outcome\` | \`reason\` |`;
    expect(outcomes, `docs/sources.md has no table ${heading}`).not.toEqual([]);
    const { defaultExample } = await loadSimulator(source.id);
    for (const [says = "", outcome = "", reason = ""] of outcomes) {
      const body = applyRow(readExample(source.id, defaultExample), says);
      const data = { outcome, reason: textOf(valueAt(body, reason.split("."))) ?? null };
      const event = JSON.parse(await eventOf(source.id, body));
      expect(event, `docs/sources.md, ${source.id}: | ${says} |`).toMatchObject({ data });
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
    const [warning = ""] =
      documentText("docs/events.md").match(/\*\*Order by `recordedtime`\*\*(.|\n.)+/) ?? [];
    for (const word of ["Python", "JavaScript", "`cloudevents`"]) expect(warning).toContain(word);
  });

  const checks = new Set([...sourceSteps, ...intakeSteps].flat().map(({ name }) => name));

  it.each(documents.filter(({ path }) => path !== "CHANGELOG.md"))(
    "name in $path the check of whatever is not shown on AWS yet",
    ({ text }) => {
      const paragraphs = text.split(/\n\s*\n|\n(?=- |\|)/).map((part) => part.replaceAll(/\s+/g, " "));
      const open = /\bnot shown\b|\b(run|measured|measuring|shown) on AWS\b/i;
      for (const paragraph of paragraphs.filter((each) => open.test(each))) {
        const named = [...paragraph.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name = ""]) => name);
        expect(named, paragraph).not.toEqual([]);
        expect(named.filter((name) => !checks.has(name))).toEqual([]);
      }
    },
  );

  it("say of each check that only AWS answers what it needs", () => {
    const guide = documentText("docs/operating.md").replaceAll(/\s+/g, " ");
    expect(awsSteps.flat().filter(({ name }) => !guide.includes(`*${name}*`))).toEqual([]);
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
    expect(packages.filter((name) => !documentText("CONTRIBUTING.md").includes(`\`${name}\``))).toEqual([]);
  });
});
