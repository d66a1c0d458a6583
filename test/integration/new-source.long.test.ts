import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";
import { createCheckout, registerVendor, runTool, startCheckout } from "../support/checkout.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";

const checkout = createCheckout();
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

async function newSource(...args: readonly string[]) {
  const command = startCommand("infra/commands/new-source.ts", args, checkout);
  const code = await command.ends();
  return { code, ...command.output() };
}

describe("npm run new-source", () => {
  it.each([
    [[], /^missing required argument 'id' \(see --help\)$/],
    [["Acme"], /^"Acme" is no id: take 2 to 24 lower-case letters and digits, a letter first$/],
    [["yoti"], /^functions\/yoti exists already: choose another id$/],
    [["acme", "globex"], /^too many arguments.* \(see --help\)$/],
    [["--colour"], /^unknown option '--colour' \(see --help\)$/],
  ])("tells a person about %j in one line, and exits with 1", async (args, line) => {
    const { code, stdout, stderr } = await newSource(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trimEnd()).toMatch(line);
  });
});

describe("a source that the command has just written", () => {
  let intake: RunningCommand;
  let written: string;

  beforeAll(async () => {
    const { code, stdout, stderr } = await newSource("acme");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    written = stdout;
    registerVendor(checkout, "acme");
    intake = await startCheckout(checkout);
  });

  afterAll(async () => {
    intake.child.kill("SIGTERM");
    await intake.ends();
  });

  it("is all there, and the command says where and what is next", () => {
    const paths = ["vendor.ts", "handler.ts", "simulator.ts", "examples/updated.json"].map(
      (name) => `functions/acme/${name}`,
    );
    for (const path of [...paths, "test/vendors/acme.test.ts"]) {
      expect(existsSync(join(checkout, path))).toBe(true);
      expect(written).toContain(`  ${path}\n`);
    }
    expect(written).toContain('  import { acme } from "./acme/vendor.ts";\n');
    expect(written).toContain('docs/sources.md, "Add a vendor"');
  });

  it("compiles, with everything that goes through all sources", () => {
    expect(runTool(checkout, "typescript/bin/tsc", "-p", checkout)).toBe("");
  });

  it("is as the linter wants it", () => {
    const folders = ["functions", "test/vendors"];
    expect(() => runTool(checkout, "oxlint/bin/oxlint", ...folders)).not.toThrow();
    expect(() => runTool(checkout, "oxfmt/bin/oxfmt", "--check", ...folders)).not.toThrow();
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

  it("is served, and refuses every credential", async () => {
    const { http, secrets } = readEndpoints(join(checkout, ".local"));
    const secret = secrets.acme?.secret ?? "";
    const shown: readonly (readonly [Readonly<Record<string, string>>, string | Buffer])[] = [
      [{}, ""],
      [{ "content-type": "application/json" }, '{"id":"1","status":"updated"}'],
      [{ authorization: `Bearer ${secret}` }, '{"id":"1"}'],
      [{ authorization: `Basic ${Buffer.from(secret).toString("base64")}` }, '{"id":"1"}'],
      [{ secret, "x-api-key": secret, "x-signature": secret }, '{"id":"1"}'],
      [{ "x-forwarded-for": "127.0.0.1" }, '{"refuseAll":{}}'],
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
});
