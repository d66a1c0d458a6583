import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DeleteTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { outputName } from "../../../lib/wiring/output-name.ts";
import { createAwsApi } from "../../aws-api/aws-api.ts";
import { UsageError } from "../../command-line/usage-error.ts";
import { readOutputs } from "../../endpoints/outputs.ts";
import { projectDirectory } from "../../project.ts";
import { loadSimulator } from "../../simulators/simulators.ts";
import type { Target } from "../target.ts";
import { deployedTarget } from "./deployed-target.ts";
import { readStage } from "./stage.ts";

/** Deploys a stack of its own, which no stage shares, with credentials made for it. The outputs get the directory. */
export async function deployTarget(
  stageName: string,
  directory: string,
  isDestroyed: boolean,
  started: AsyncDisposableStack,
): Promise<Target> {
  const stage = readStage(stageName);
  if (isDestroyed && stage.retainData)
    throw new UsageError(`the stage ${stageName} keeps its data (retainData): it cannot be taken down`);
  const stackName = `NotificationIntake-${stageName}-acceptance`;
  if (await hasStack(stackName))
    throw new UsageError(`the stack ${stackName} exists: destroy it first, unless another run is using it`);
  const outputsFile = join(directory, "outputs.json");
  const context = ["-c", `stage=${stageName}`, "-c", `stackName=${stackName}`, "-c", "platformLogs=true"];
  // The last comes first. One that fails ends no other.
  if (isDestroyed) {
    started.defer(() => deleteTopic(outputsFile));
    started.defer(() => runCdk("destroy", ...context, "--force", stackName));
    started.defer(() => clearArchive(outputsFile));
  }
  await runCdk("deploy", ...context, "--require-approval", "never", "--outputs-file", outputsFile, stackName);
  const credentials = await storeCredentials(stageName, outputsFile);
  const deployed = { outputsFile, stageName, credentials, client: {}, ownsSecrets: true };
  return deployedTarget(`the stack ${stackName}`, deployed);
}

async function runCdk(...args: readonly string[]): Promise<void> {
  const cdk = join(projectDirectory, "node_modules", "aws-cdk", "bin", "cdk");
  const child = spawn(process.execPath, [cdk, ...args], { cwd: projectDirectory, stdio: ["ignore", 2, 2] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new UsageError(`cdk ${args[0]} ended with ${code}`);
}

/** Returns what the vendors hold. */
async function storeCredentials(stageName: string, outputsFile: string) {
  const client = new SecretsManagerClient({});
  const { outputs } = readOutputs(outputsFile);
  const credentials: Record<string, unknown> = {};
  for (const [id, { vendor = id, authentication }] of Object.entries(readStage(stageName).sources)) {
    const { ourSide, vendorSide } = (await loadSimulator(vendor)).createCredentials(authentication);
    const SecretId = outputs[`${outputName(id)}SecretName`];
    const SecretString = JSON.stringify(ourSide);
    if (SecretId) await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    credentials[id] = vendorSide;
  }
  client.destroy();
  return credentials;
}

async function hasStack(StackName: string): Promise<boolean> {
  try {
    await createAwsApi({}).query("cloudformation", { Action: "DescribeStacks", StackName });
    return true;
  } catch (error) {
    // CloudFormation's answer about a stack that does not exist.
    if (error instanceof Error && error.message === "ValidationError") return false;
    throw error;
  }
}

const readTopic = (outputsFile: string) =>
  existsSync(outputsFile) ? readOutputs(outputsFile).outputs.TopicArn : undefined;

/** SNS refuses to delete a topic with an archive. */
async function clearArchive(outputsFile: string): Promise<void> {
  const TopicArn = readTopic(outputsFile);
  const archive = { AttributeName: "ArchivePolicy", AttributeValue: "{}" };
  if (TopicArn) await new SNSClient({}).send(new SetTopicAttributesCommand({ TopicArn, ...archive }));
}

/** CloudFormation keeps one with an archive. SNS ignores a topic that is gone. */
async function deleteTopic(outputsFile: string): Promise<void> {
  const TopicArn = readTopic(outputsFile);
  if (TopicArn) await new SNSClient({}).send(new DeleteTopicCommand({ TopicArn }));
}
