import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { beforeEach, expect, it, vi } from "vitest";
import { deployedTarget } from "../../../infra/acceptance/targets/deployed-target.ts";
import { readStage } from "../../../infra/acceptance/targets/stage.ts";
import { stopByPolicy } from "../../../infra/acceptance/targets/stop-by-policy.ts";
import { deployTarget } from "../../../infra/acceptance/targets/thrown-away-target.ts";
import { localCredentials } from "../../../infra/endpoints/client-settings.ts";
import { outputName } from "../../../lib/wiring/output-name.ts";
import { startFakeAws } from "../../support/fake-aws.ts";
import { startLocalAws } from "../../support/local-stores.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const { aws, sqs, createQueue } = await startLocalAws();
beforeEach(() => {
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  return () => void vi.unstubAllEnvs();
});

it("puts a queue's policy back, without what a killed run left, and else says how to", async () => {
  const { url: QueueUrl } = await createQueue();
  const statement = { Sid: "Own", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage" };
  const left = { ...statement, Sid: "StoppedByTheAcceptance", Effect: "Deny" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement, left] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const readSids = async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] });
    const { Attributes } = await sqs.send(command);
    const { Statement }: { Statement: readonly { readonly Sid: string }[] } = JSON.parse(
      Attributes?.Policy ?? "",
    );
    return Statement.map(({ Sid }) => Sid);
  };
  const settings = { endpoint: aws.url, credentials: localCredentials };
  {
    await using _stopped = await stopByPolicy(settings, undefined, QueueUrl);
    expect(await readSids()).toEqual(["Own", "StoppedByTheAcceptance"]);
    // As at the exit of a process that did not.
    const printed = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    process.listeners("exit").at(-1)?.(1);
    const line = String(printed.mock.lastCall?.[0]);
    printed.mockRestore();
    const command = `aws sqs set-queue-attributes --queue-url ${QueueUrl} --attributes`;
    expect(line).toContain(command);
    const Attributes = JSON.parse(/'(.+)'/.exec(line)?.[1] ?? "");
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    expect(await readSids()).toEqual(["Own"]);
  }
  expect(await readSids()).toEqual(["Own"]);
});

const sources = Object.keys(readStage("dev").sources);
const ofDev = {
  QueueUrl: "https://q",
  DeadLetterQueueUrl: "https://q",
  QuarantineQueueUrl: "https://q",
  ...Object.fromEntries(sources.map((id) => [`${outputName(id)}Endpoint`, "https://q"])),
};

it.each([
  ["a stage that cdk.json lacks", "nope", ofDev, /^cdk\.json has no stage "nope" with sources$/],
  ["a source that the stage lacks", "dev", { ...ofDev, OtherEndpoint: "https://q" }, /: OtherEndpoint$/],
  ["a queue that the stage lacks", "dev", { ...ofDev, AuditQueueUrl: "https://q" }, /: AuditQueueUrl$/],
])("refuses outputs of %s", async (_, stageName, outputs, message) => {
  const outputsFile = join(temporaryDirectory(), "outputs.json");
  writeFileSync(outputsFile, JSON.stringify({ Stack: outputs }));
  const credentials = Object.fromEntries(sources.map((id) => [id, {}]));
  const deployed = { outputsFile, stageName, credentials, client: {}, ownsSecrets: false };
  await expect(deployedTarget("a stack", deployed)).rejects.toThrow(message);
});

it("neither deploys nor destroys a stack that exists", async () => {
  const { endpoint, requests } = await startFakeAws({ "POST /": "<StackId>1</StackId>" });
  vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
  await using started = new AsyncDisposableStack();
  const deploying = deployTarget("dev", temporaryDirectory(), true, started);
  await expect(deploying).rejects.toThrow(/^the stack NotificationIntake-dev-acceptance exists/);
  await started.disposeAsync();
  expect(requests).toHaveLength(1);
});
