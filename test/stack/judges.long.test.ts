import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, type TestContext } from "vitest";
import { startMoto } from "../support/moto.ts";
import { withStandIns } from "../support/stand-ins.ts";
import { synthesizeStage } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { isInstalled } from "../support/tools.ts";

/** Skips without the tool, which only judges templates. */
async function needs(tool: string, context: TestContext): Promise<void> {
  // They come from PyPI. The README's commands need only Node and npm.
  if (!(await isInstalled(tool))) context.skip(`${tool} is not installed`);
}

/** CloudFormation's query protocol. The signature only names the service. */
async function callCloudFormation(url: string, action: string, parameters: Readonly<Record<string, string>>) {
  const credential = "Credential=local/20261121/eu-west-1/cloudformation/aws4_request";
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Action: action, Version: "2010-05-15", ...parameters }),
  });
  return { status: response.status, text: await response.text() };
}

describe.each(["dev", "example"])("the template of the stage %s", (stage) => {
  it("has no error for cfn-lint", async (context) => {
    await needs("cfn-lint", context);
    const directory = temporaryDirectory();
    const file = join(directory, "template.json");
    writeFileSync(file, JSON.stringify(synthesizeStage(stage).toJSON()));
    const linted = promisify(execFile)("cfn-lint", ["--non-zero-exit-code", "error", file]);
    await expect(linted).resolves.toBeDefined();
  }, 60_000);

  it("is deployed by moto's CloudFormation, as far as that goes", async (context) => {
    await needs("moto_server", context);
    const moto = await startMoto({ VALIDATE_LAMBDA_S3: "false" });
    try {
      // Both ask for the CDK's bootstrapping, which this account lacks.
      const TemplateBody = withStandIns({
        ...synthesizeStage(stage).toJSON(),
        Parameters: undefined,
        Rules: undefined,
      });
      const parameters = { StackName: "Rollout", TemplateBody, "Capabilities.member.1": "CAPABILITY_IAM" };
      expect(await callCloudFormation(moto.url, "CreateStack", parameters)).toMatchObject({ status: 200 });
      const { text } = await callCloudFormation(moto.url, "DescribeStacks", { StackName: "Rollout" });
      expect(text).toContain("<StackStatus>CREATE_COMPLETE</StackStatus>");
      expect(text).toContain("<OutputKey>QueueUrl</OutputKey>");
    } finally {
      await moto.stop();
    }
  }, 60_000);
});
