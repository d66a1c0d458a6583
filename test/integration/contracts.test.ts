import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { queuedSchemas } from "../../functions/vendors.ts";
import { projectDirectory } from "../../infra/project.ts";
import { runToEnd } from "../support/command.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const script = "infra/commands/contracts.ts";
const published = join(projectDirectory, "docs", "contracts");
const [type = ""] = queuedSchemas.map(({ entries }) => `${entries.type.literal}.schema.json`);

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
  cpSync(published, directory, { recursive: true });
});

const run = (...args: readonly string[]) => runToEnd(script, ["--directory", directory, ...args]);
const edit = (name: string, before: string, after: string) => {
  const text = readFileSync(join(directory, name), "utf8");
  expect(text).toContain(before);
  writeFileSync(join(directory, name), text.replace(before, after));
};

describe("npm run contracts", () => {
  it("repairs what was changed, and what is missing", async () => {
    edit("event.schema.json", '"oneOf"', '"anyOf"');
    rmSync(join(directory, type));
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout.match(/^written {4}.*$/gm)).toEqual([`written    ${type}`, "written    event.schema.json"]);
    expect((await run("--check")).code).toBe(0);
  });

  it("checks without writing, and says in one line what to run", async () => {
    expect(await run("--check")).toEqual({ code: 0, stdout: "", stderr: "" });
    edit("event.schema.json", '"oneOf"', '"anyOf"');
    const { code, stderr } = await run("--check");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^event\.schema\.json in .+: not current\. Run: npm run contracts\n$/);
    expect(readFileSync(join(directory, "event.schema.json"), "utf8")).toContain('"anyOf"');
  });

  it("does not change a type of event under its consumers", async () => {
    // As if a published field had disappeared.
    edit(type, '"properties": {', '"properties": { "partition": { "type": "string" },');
    for (const args of [[], ["--check"]]) {
      const { code, stderr } = await run(...args);
      expect(code).toBe(1);
      expect(stderr).toContain(`${type}: partition is gone\n`);
      expect(stderr).toContain("give the type a new version");
    }
    expect(readFileSync(join(directory, type), "utf8")).toContain("partition");
  });

  it("keeps the schema of a type that the code forgot", async () => {
    writeFileSync(join(directory, "acme.case.v1.schema.json"), "{}");
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^acme\.case\.v1\.schema\.json: no such type is in functions\/vendors\.ts; delete .+\n$/,
    );
  });
});
