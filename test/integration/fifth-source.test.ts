import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndpoints } from "../../infra/local/endpoints.ts";
import { post } from "../../infra/local/vendors/post.ts";
import { projectDirectory } from "../../infra/project.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";

const checkout = mkdtempSync(join(tmpdir(), "notification-intake-fifth-"));
let intake: RunningCommand;

/** A checkout of the project, to which a folder and an entry in the list are added and nothing else. */
beforeAll(async () => {
  for (const name of ["functions", "lib", "infra", "cdk.json", "package.json", "tsconfig.json"]) {
    const isSource = (path: string) => !/\/(build|cdk\.out)(\/|$)/.test(path);
    cpSync(join(projectDirectory, name), join(checkout, name), { recursive: true, filter: isSource });
  }
  symlinkSync(join(projectDirectory, "node_modules"), join(checkout, "node_modules"));
  cpSync(join(projectDirectory, "test", "fixtures", "acme"), join(checkout, "functions", "acme"), {
    recursive: true,
  });
  const registry = join(checkout, "functions", "sources.ts");
  const added = readFileSync(registry, "utf8")
    .replace("import { frankieone }", 'import { acme } from "./acme/source.ts";\nimport { frankieone }')
    .replace("frankieone, yoti]", "frankieone, yoti, acme]");
  writeFileSync(registry, added);
  intake = startCommand(
    "infra/local/start.ts",
    ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"],
    checkout,
  );
  await intake.prints("Ctrl-C stops everything");
});

afterAll(async () => {
  intake.child.kill("SIGTERM");
  await intake.ends();
  rmSync(checkout, { recursive: true, force: true });
});

describe("a fifth source, added as a folder and an entry", () => {
  const body = '{"caseId":"case-1","verdict":"fine"}';

  it("compiles", () => {
    const tsc = join(projectDirectory, "node_modules", "typescript", "bin", "tsc");
    expect(() => execFileSync(process.execPath, [tsc, "-p", checkout])).not.toThrow();
  });

  it("is served, with a route, a function, a secret and an acknowledgement of its own", async () => {
    const { http, secrets } = readEndpoints(join(checkout, ".local"));
    const headers = { "content-type": "application/json", "x-acme-key": secrets.acme?.key ?? "" };
    const answers = [await post(`${http}/acme`, headers, body), await post(`${http}/acme`, headers, body)];
    expect(answers).toMatchObject([
      { status: 202, body: "thanks" },
      { status: 202, body: "thanks" },
    ]);
    await intake.prints("duplicate");
    expect(intake.output().stdout).toMatch(/acme +accepted/);
  });

  it("refuses strangers", async () => {
    const { http } = readEndpoints(join(checkout, ".local"));
    expect((await post(`${http}/acme`, { "x-acme-key": "wrong" }, body)).status).toBe(401);
  });

  it("is played by the send command", async () => {
    const send = startCommand("infra/local/send.ts", ["acme", "--fresh"], checkout);
    expect(await send.ends()).toBe(0);
  });
});
