import { outputName } from "../../../lib/wiring/output-name.ts";
import { createAwsApi } from "../../aws-api/aws-api.ts";
import { UsageError } from "../../command-line/usage-error.ts";
import { readOutputs } from "../../endpoints/outputs.ts";
import { deployedReplayTarget } from "../../replay/replay-target.ts";
import type { ClientTls } from "../../simulators/post.ts";
import type { Target } from "../target.ts";
import { awsMembers } from "./aws-members.ts";
import { createTarget } from "./create-target.ts";
import { readStage } from "./stage.ts";
import { stopByPolicy } from "./stop-by-policy.ts";

interface DeployedStage {
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

/** Only what `cdk.json` and the outputs say. AWS's credentials come from the environment. */
export async function deployedTarget(name: string, deployed: DeployedStage): Promise<Target> {
  const { outputsFile, stageName, credentials, client, ownsSecrets } = deployed;
  const { outputs, stackName, clientSettings } = readOutputs(outputsFile);
  const stage = readStage(stageName);
  const known = new Set(["QuarantineQueueUrl"]);
  const output = (key: string): string => {
    known.add(key);
    return outputs[key] ?? "";
  };
  const sources = Object.entries(stage.sources).map(([id, { vendor = id, authentication = {} }]) => {
    const vendorSide = credentials[id];
    if (vendorSide === undefined)
      throw new UsageError(`there are no credentials of ${id}: name them in --credentials`);
    const secretId = ownsSecrets ? outputs[`${outputName(id)}SecretName`] : undefined;
    const tls = "clientCertificate" in authentication ? client : {};
    return { id, vendor, address: output(`${outputName(id)}Endpoint`), vendorSide, tls, secretId };
  });
  const consumers = Object.keys(stage.consumers).map((id) => {
    const prefix = id === "events" ? "" : outputName(id);
    const deadLetterQueueUrl = output(`${prefix}DeadLetterQueueUrl`);
    return { id, queueUrl: output(`${prefix}QueueUrl`), deadLetterQueueUrl };
  });
  const named = Object.keys(outputs).filter((key) => /(Endpoint|(?<!Undelivered)QueueUrl)$/.test(key));
  const different = [...known.symmetricDifference(new Set(named))].join(", ");
  if (different) throw new UsageError(`${outputsFile} is not of the stage ${stageName}: ${different}`);
  const target = await createTarget({
    ...{ name, stage, sources, consumers },
    replayTarget: deployedReplayTarget(outputsFile),
    relayFunction: output("OutboxRelayFunctionName"),
    // The relay runs every minute.
    patienceMs: 120_000,
  });
  const api = createAwsApi(clientSettings);
  const { logLines, ...ofAws } = awsMembers({ ...target, outputs, stackName }, api, new Date());
  return {
    ...target,
    logLines,
    stopQueue: () => stopByPolicy(clientSettings, outputs.TopicArn, consumers[0]?.queueUrl ?? ""),
    // Only AWS's addresses name a region. What an imitation counts and judges says nothing about AWS.
    ...(clientSettings.region === undefined ? {} : ofAws),
  };
}
