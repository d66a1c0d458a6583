import { appendFileSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listInDev } from "../../infra/new-source/copy-template.ts";
import { createCheckout, registerVendor, runTool, startCheckout } from "../support/checkout.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";

const checkout = createCheckout();
let written: string;
let intake: RunningCommand;

async function runHere(script: string, ...args: readonly string[]) {
  const command = startCommand(script, args, checkout);
  return { code: await command.ends(), ...command.output() };
}

/** Adds docs/sources.md's fifth vendor. */
async function addOnfido(): Promise<void> {
  const example = join(checkout, "docs", "examples", "onfido");
  const folder = join(checkout, "functions", "onfido");
  const isPart = (path: string) => !/(\.test\.ts|README\.md)$/.test(path);
  await cp(example, folder, { recursive: true, filter: isPart });
  for (const name of globSync("*.ts", { cwd: folder })) {
    // The copy lies one folder closer to `lib`.
    const text = readFileSync(join(folder, name), "utf8").replaceAll('"../../../', '"../../');
    writeFileSync(join(folder, name), text);
  }
  const test = readFileSync(join(example, "onfido.test.ts"), "utf8")
    .replaceAll('"../../../test/', '"../')
    .replaceAll('"./', '"../../functions/onfido/');
  writeFileSync(join(checkout, "test", "vendors", "onfido.test.ts"), test);
  const page = readFileSync(join(example, "README.md"), "utf8");
  appendFileSync(join(checkout, "docs", "sources.md"), page.slice(page.indexOf("## onfido")));
  registerVendor(checkout, "onfido");
  listInDev(checkout, "onfido");
}

beforeAll(async () => {
  const { code, stdout, stderr } = await runHere("infra/commands/new-source.ts", "acme");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  written = stdout;
  registerVendor(checkout, "acme");
  await addOnfido();
  intake = await startCheckout(checkout);
}, 300_000);

afterAll(async () => {
  intake.child.kill("SIGTERM");
  await intake.ends();
  rmSync(checkout, { recursive: true, force: true });
});

describe("a checkout with a vendor added in six steps, and one that npm run new-source has just written", () => {
  it("compiles, with everything that goes through all sources, the tests among it", () => {
    expect(runTool(checkout, "typescript/bin/tsc", "-p", checkout)).toBe("");
  });

  it("is as the linter wants it", () => {
    const files = ["functions/acme", "test/vendors/acme.test.ts"];
    expect(() => runTool(checkout, "oxlint/bin/oxlint", ...files)).not.toThrow();
    expect(() => runTool(checkout, "oxfmt/bin/oxfmt", "--check", ...files)).not.toThrow();
  });

  it("passes their own tests, those about the structure, the documents and the fuzz", () => {
    const tests = [
      "test/vendors",
      "test/architecture.test.ts",
      "test/docs/facts.test.ts",
      "test/proofs/fuzz/deliveries.test.ts",
    ];
    expect(() => runTool(checkout, "vitest/vitest.mjs", "run", "--project", "units", ...tests)).not.toThrow();
  }, 120_000);

  it("fuzzes the added vendor, though the fuzz knows nothing of it", async () => {
    const { code, stdout } = await runHere("test/proofs/fuzz/fuzz.ts", "--runs", "1500");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\| onfido +\| +[1-9]\d* \| +[1-9]\d* /m);
  });
});

it("the added vendor is played by the send command, served, and sent on once", async () => {
  const { code, stdout } = await runHere("infra/commands/send.ts", "onfido", "--times", "2");
  expect(code).toBe(0);
  expect(stdout.match(/200 {2}text\/plain {2}""/g)).toHaveLength(2);
  await intake.prints("duplicate");
  expect(intake.output().stdout).toMatch(/onfido +accepted/);
});

describe("the vendor that was just written", () => {
  it("is listed by the command, which says what is next", () => {
    expect(written).toContain("  functions/acme/examples/updated.json\n");
    expect(written).toContain('  import { acme } from "./acme/vendor.ts";\n');
    expect(written).toContain('docs/sources.md, "Add a vendor"');
  });

  it("is served, and refuses what its simulator sends", async () => {
    const { code, stdout } = await runHere("infra/commands/send.ts", "acme");
    expect(code).toBe(1);
    expect(stdout).toContain("403  application/problem+json");
    await intake.prints("authentication_undecided");
  });
});
