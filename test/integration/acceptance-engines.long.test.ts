import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AcceptanceReport } from "../../infra/acceptance/report.ts";
import { projectDirectory } from "../../infra/project.ts";
import { startCommand } from "../support/command.ts";
import { elasticMq, ministack, moto } from "../support/engines/engines.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const timeout = 230_000;
const directory = temporaryDirectory();

/** Runs the suite as a person does. Returns what failed. */
async function accept(args: readonly string[], env = process.env) {
  const report = join(temporaryDirectory(), "report");
  const options = [...args, "--report", report];
  const command = startCommand("infra/commands/acceptance.ts", options, projectDirectory, env);
  onTestFinished(() => void command.child.kill());
  await command.ends();
  const text = readFileSync(join(report, "acceptance.json"), "utf8");
  const { passed, findings }: AcceptanceReport = JSON.parse(text);
  expect(passed).toBeGreaterThan(50);
  const failures = findings.filter(({ result }) => result === "failed");
  return failures.map(({ check, sentence }) => `${check}: ${sentence}`);
}

it("passes in ministack, where the stack is deployed and IAM enforced", { timeout }, async ({ skip }) => {
  const env = await ministack.start(await ministack.install().catch((error) => skip(String(error))));
  const cdk = join(projectDirectory, "node_modules/aws-cdk/bin/cdk");
  const options = { env, cwd: projectDirectory, timeout: 60_000 };
  await promisify(execFile)(process.execPath, [cdk, "bootstrap", "--output", directory], options);
  const failures = await accept(["--deploy", "dev", "--destroy"], env);
  // It replaces what is not UTF-8 in a text (ADR 4).
  expect(failures.filter((failure) => !failure.includes("broken UTF-8 is not kept"))).toEqual([]);
});

describe("the local intake passes", () => {
  it("with the SQS of ElasticMQ", { timeout }, async ({ skip }) => {
    const url = await elasticMq.start(await elasticMq.install().catch((error) => skip(String(error))));
    expect(await accept(["--stage", "dev", "--engine", `sqs=${url}`])).toEqual([]);
  });

  it("with the SNS, SQS and DynamoDB of moto", { timeout }, async ({ skip }) => {
    const url = await moto.start(await moto.install().catch((error) => skip(String(error))));
    const engines = ["sqs", "sns", "dynamodb"].flatMap((service) => ["--engine", `${service}=${url}`]);
    expect(await accept(["--stage", "example", ...engines])).toEqual([]);
  });
});
