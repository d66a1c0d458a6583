import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const run = promisify(execFile);
const cdk = join(projectDirectory, "node_modules", "aws-cdk", "bin", "cdk");
/** Bundling and synthesis are slow on a busy computer. */
const generousMs = 600_000;

/** Without credentials, region or configuration of AWS. */
async function synthesize(...args: string[]) {
  const output = temporaryDirectory();
  const env = { PATH: process.env.PATH, HOME: output, CI: "true", AWS_EC2_METADATA_DISABLED: "true" };
  const place = { cwd: projectDirectory, env };
  await run(process.execPath, [cdk, "synth", "--quiet", "--output", output, ...args], place);
  const names = readdirSync(output).filter((name) => name.endsWith(".template.json"));
  return names.map((name) => [name, readFileSync(join(output, name), "utf8")] as const);
}

describe("npx cdk synth", { timeout: generousMs }, () => {
  it("works offline and gives the same template twice", async () => {
    const [first, second] = [await synthesize(), await synthesize()];
    expect(first.map(([name]) => name)).toEqual(["NotificationIntake-dev.template.json"]);
    expect(second).toEqual(first);
  });

  it("ends with one sentence about a stage that does not exist", async () => {
    await expect(synthesize("-c", "stage=nope")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^there is no stage "nope" in cdk\.json: it has dev, example$/m),
    });
  });
});
