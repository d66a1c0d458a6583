import { appendFileSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";
import { createCheckout, registerVendor, runTool, startCheckout } from "../support/checkout.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";
import { exampleBodyIn } from "../support/examples.ts";

const checkout = createCheckout();
let intake: RunningCommand;

/** A checkout with docs/sources.md's fifth vendor. */
beforeAll(async () => {
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
  intake = await startCheckout(checkout);
});

afterAll(async () => {
  intake.child.kill("SIGTERM");
  await intake.ends();
  rmSync(checkout, { recursive: true, force: true });
});

describe("a fifth source, added in six steps", () => {
  // The vendor's own example and signature.
  const body = exampleBodyIn("docs/examples/onfido", "check-completed");
  const signature = "a0082d7481f9f0a2907583dbe1f344d6d4c0d9989df2fd804f98479f60cd760e";

  it("compiles, with everything that goes through all sources, the tests among it", () => {
    expect(runTool(checkout, "typescript/bin/tsc", "-p", checkout)).toBe("");
  });

  it("passes its own tests, and those of the structure and of the table's rows", () => {
    const tests = ["test/vendors/onfido.test.ts", "test/architecture.test.ts", "test/docs/facts.test.ts"];
    expect(() => runTool(checkout, "vitest/vitest.mjs", "run", "--project", "units", ...tests)).not.toThrow();
  }, 60_000);

  it("is played by the send command, served, and sent on once", async () => {
    const send = startCommand("infra/commands/send.ts", ["onfido", "--times", "2"], checkout);
    expect(await send.ends()).toBe(0);
    expect(send.output().stdout.match(/200 {2}text\/plain {2}""/g)).toHaveLength(2);
    await intake.prints("duplicate");
    expect(intake.output().stdout).toMatch(/onfido +accepted/);
  });

  it("refuses strangers, whose signature is right for another token", async () => {
    const { http } = readEndpoints(join(checkout, ".local"));
    const response = await post(`${http}/onfido`, { "x-sha2-signature": signature }, body);
    expect(response.status).toBe(401);
    expect(response.headers["www-authenticate"]).toBe('SignedBody realm="notifications"');
  });

  it("is fuzzed with what its vendor sends, though the fuzz knows nothing of it", async () => {
    const fuzz = startCommand("test/proofs/fuzz/fuzz.ts", ["--runs", "1500"], checkout);
    expect(await fuzz.ends()).toBe(0);
    expect(fuzz.output().stdout).toMatch(/^\| onfido +\| +[1-9]\d* \| +[1-9]\d* /m);
  });
});
