import { outputName } from "../../../lib/wiring/output-name.ts";
import { createAwsApi } from "../../aws-api/aws-api.ts";
import { UsageError } from "../../command-line/usage-error.ts";
import { readOutputs } from "../../endpoints/outputs.ts";
import { createCertificates } from "../../local/gateway/certificates.ts";
import { deployedReplayTarget } from "../../replay/replay-target.ts";
import type { ClientTls } from "../../simulators/post.ts";
import type { Target } from "../target.ts";
import { replayInto, rotateSecret, runRelay } from "./aws-capabilities.ts";
import { awsMembers, readContainers } from "./aws-members.ts";
import { readStage } from "./stage.ts";
import { stopByPolicy } from "./stop-by-policy.ts";

export interface DeployedStage {
  /** Of `cdk deploy --outputs-file`. */
  readonly outputsFile: string;
  readonly stageName: string;
  /** What the vendors hold, by source. */
  readonly credentials: Readonly<Record<string, unknown>>;
  /** Of the vendors with mutual TLS. */
  readonly client: ClientTls;
  /** Whether the secrets were made for the suite. */
  readonly ownsSecrets: boolean;
}

/** As the stack's name says. */
export function stageOf(outputsFile: string): string {
  return readOutputs(outputsFile).stackName.replace(/^NotificationIntake-/, "");
}

/** Only what `cdk.json` and the outputs say. AWS's credentials come from the environment. */
export async function deployedTarget(name: string, deployed: DeployedStage): Promise<Target> {
  const { outputsFile, stageName, credentials, client, ownsSecrets } = deployed;
  const replayTarget = deployedReplayTarget(outputsFile);
  const { clientSettings, quarantineQueueUrl } = replayTarget;
  const { outputs, stackName, clientSettings: ofOutputs } = readOutputs(outputsFile);
  const output = (key: string): string => {
    const value = outputs[key];
    if (value === undefined)
      throw new UsageError(`${outputsFile} has no ${key}: is the stage ${stageName} the right one?`);
    return value;
  };
  const stage = readStage(stageName);
  const stranger = (await createCertificates(new Date())).client;
  const sources = Object.entries(stage.sources).map(([id, { vendor = id, authentication = {} }]) => {
    const vendorSide = credentials[id];
    if (vendorSide === undefined)
      throw new UsageError(`there are no credentials of ${id}: name them in --credentials`);
    const secretId = outputs[`${outputName(id)}SecretName`];
    const rotated = ownsSecrets && secretId !== undefined ? { secretId, vendor, authentication } : undefined;
    const rotate = rotated && (() => rotateSecret(clientSettings, rotated));
    const tls = "clientCertificate" in authentication ? client : {};
    return { id, vendor, address: output(`${outputName(id)}Endpoint`), vendorSide, tls, rotate };
  });
  const consumers = Object.entries(stage.consumers).map(([id, filter]) => {
    const prefix = id === "events" ? "" : outputName(id);
    const deadLetterQueueUrl = output(`${prefix}DeadLetterQueueUrl`);
    return { id, queueUrl: output(`${prefix}QueueUrl`), deadLetterQueueUrl, filter };
  });
  const { TopicArn } = outputs;
  const functions = Object.entries(outputs).flatMap(([id, name]) =>
    id.endsWith("FunctionName") ? { id, name } : [],
  );
  const since = new Date();
  const api = createAwsApi(ofOutputs);
  const known = { stackName, outputs, consumers, quarantineQueueUrl, clientSettings };
  const sourceIds = sources.map(({ id }) => id);
  return {
    name,
    sources,
    consumers,
    quarantineQueueUrl,
    clientSettings,
    // The relay runs every minute.
    patienceMs: 120_000,
    stranger: { cert: Buffer.from(stranger.certificate), key: Buffer.from(stranger.key) },
    relay: () => runRelay(clientSettings, output("OutboxRelayFunctionName")),
    logLines: async () => (await readContainers(api, functions, since)).flatMap(({ lines }) => lines),
    replay: (ids, isAccepted) => replayInto(replayTarget, ids, isAccepted),
    stopQueue: () => stopByPolicy(clientSettings, { TopicArn, queueUrl: consumers[0]?.queueUrl ?? "" }),
    // Only AWS's addresses name a region. What an imitation counts and judges says nothing about AWS.
    ...(clientSettings.region === undefined ? {} : awsMembers(known, sourceIds, api, since)),
  };
}
