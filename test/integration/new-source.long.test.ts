import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";
import { createCheckout, runTool, startCheckout } from "../support/checkout.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";

const untouched = createCheckout();
const checkout = createCheckout();
afterAll(() => {
  for (const folder of [untouched, checkout]) rmSync(folder, { recursive: true, force: true });
});

async function newSource(directory: string, ...args: readonly string[]) {
  const command = startCommand("infra/commands/new-source.ts", args, directory);
  const code = await command.ends();
  return { code, ...command.output() };
}

/** Everything that the command could write. */
function contents(): ReadonlyMap<string, string> {
  const entries = globSync("{functions,test/vendors}/**/*", { cwd: untouched, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

describe("npm run new-source", () => {
  it.each([
    [[], /^missing required argument 'id' \(see --help\)$/m],
    [["Acme"], /^"Acme" is no id: take 2 to 24 lower-case letters and digits, a letter first$/m],
    [["yoti"], /^there is a source "yoti" already: choose another id$/m],
    [["relay"], /^"relay" is the name of something else: choose another id$/m],
    [["events"], /^"events" is the name of something else/],
    [["body"], /^"body" is a word of the code/],
    [["acme", "globex"], /^too many arguments\. .*\(see --help\)$/m],
    [["--colour"], /^unknown option '--colour' \(see --help\)$/m],
  ])("tells a person about %j in one line, exits with 1 and writes nothing", async (args, line) => {
    const before = contents();
    const { code, stdout, stderr } = await newSource(untouched, ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(contents()).toEqual(before);
  });

  it("explains itself with --help", async () => {
    const { code, stdout } = await newSource(untouched, "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run new-source -- /);
  });

  it.each([
    [
      "a folder of that name",
      () => mkdirSync(join(untouched, "functions", "acme")),
      () => rmSync(join(untouched, "functions", "acme"), { recursive: true }),
      /^functions\/acme exists already/,
    ],
    [
      "a test of that name",
      () => writeFileSync(join(untouched, "test", "sources", "acme.test.ts"), "// mine"),
      () => rmSync(join(untouched, "test", "sources", "acme.test.ts")),
      /^test\/sources\/acme\.test\.ts exists already/,
    ],
    [
      // Neither a folder nor a file can be written: the last step fails, after all the others.
      "something in the place of the new list",
      () => mkdirSync(join(untouched, "functions", "vendors.ts.new")),
      () => rmSync(join(untouched, "functions", "vendors.ts.new"), { recursive: true }),
      /^nothing was written, because of .*sources\.ts\.new/,
    ],
  ])("writes nothing where there is %s", async (_, block, unblock, line) => {
    block();
    const before = contents();
    const { code, stderr } = await newSource(untouched, "acme");
    const after = contents();
    unblock();
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(after).toEqual(before);
    expect(existsSync(join(untouched, "functions", "acme"))).toBe(false);
  });

  it("writes nothing where the list of sources is not as it was", async () => {
    const path = join(untouched, "functions", "vendors.ts");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, `${text.replace("sources = [thales, ", "sources = [")}// all but one\n`);
    const before = contents();
    expect((await newSource(untouched, "acme")).stderr).toMatch(
      /^functions\/sources\.ts does not list its sources as expected/,
    );
    expect(contents()).toEqual(before);
    writeFileSync(path, text);
  });
});

describe("a source that the command has just written", () => {
  let intake: RunningCommand;
  let written: string;

  beforeAll(async () => {
    const { code, stdout, stderr } = await newSource(checkout, "acme");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    written = stdout;
    intake = await startCheckout(checkout);
  });

  afterAll(async () => {
    intake.child.kill("SIGTERM");
    await intake.ends();
  });

  it("is all there, and the command says where and what is next", () => {
    const paths = ["vendor.ts", "handler.ts", "simulator.ts", "contract.ts", "examples/updated.json"].map(
      (name) => `functions/acme/${name}`,
    );
    for (const path of [...paths, "test/vendors/acme.test.ts", "functions/vendors.ts"]) {
      expect(existsSync(join(checkout, path))).toBe(true);
      expect(written).toContain(`  ${path}\n`);
    }
    expect(written).toContain("refuses every delivery");
    expect(written).toContain("CONTRIBUTING.md");
  });

  it("compiles, with everything that goes through all sources", () => {
    expect(runTool(checkout, "typescript/bin/tsc", "-p", checkout)).toBe("");
  });

  it("is as the linter wants it", () => {
    const check = ["check", "--error-on-warnings", "functions", "test/vendors"];
    expect(() => runTool(checkout, "@biomejs/biome/bin/biome", ...check)).not.toThrow();
  });

  it("passes its own tests, those about the structure, the documents and the fuzz", () => {
    const tests = [
      "test/vendors",
      "test/architecture.test.ts",
      "test/docs/facts.test.ts",
      "test/proofs/fuzz/deliveries.test.ts",
    ];
    expect(() => runTool(checkout, "vitest/vitest.mjs", "run", "--project", "units", ...tests)).not.toThrow();
  }, 60_000);

  it("is served, and refuses everything, whatever it shows", async () => {
    const { http, secrets } = readEndpoints(join(checkout, ".local"));
    const secret = secrets.acme?.secret ?? "";
    const shown: readonly (readonly [Readonly<Record<string, string>>, string | Buffer])[] = [
      [{}, ""],
      [{ "content-type": "application/json" }, '{"id":"1","status":"updated"}'],
      [{ authorization: `Bearer ${secret}` }, '{"id":"1"}'],
      [{ authorization: `Basic ${Buffer.from(secret).toString("base64")}` }, '{"id":"1"}'],
      [{ secret, "x-api-key": secret, "x-signature": secret }, '{"id":"1"}'],
      [{ "x-forwarded-for": "127.0.0.1" }, '{"undecided":{}}'],
      [{}, Buffer.from([0xff, 0x00])],
    ];
    expect(secret).not.toBe("");
    for (const [headers, body] of shown) {
      const response = await post(`${http}/acme`, headers, body);
      expect([response.status, response.headers["content-type"]]).toEqual([403, "application/problem+json"]);
    }
    const send = startCommand("infra/commands/send.ts", ["acme"], checkout);
    expect(await send.ends()).toBe(1);
    expect(send.output().stdout).toContain("403  application/problem+json");
    await intake.prints("authentication_undecided");
  });

  it("cannot be written again", async () => {
    expect((await newSource(checkout, "acme")).stderr).toMatch(/^there is a source "acme" already/);
  });
});
