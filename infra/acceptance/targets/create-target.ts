import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { UsageError } from "../../command-line/usage-error.ts";
import { createCertificates } from "../../local/gateway/certificates.ts";
import { connectTo, type ReplayTarget } from "../../replay/replay-target.ts";
import { walkQuarantine } from "../../replay/replay-walk.ts";
import { loadSimulator } from "../../simulators/simulators.ts";
import type { Target, TargetSource } from "../target.ts";
import type { StageFacts } from "./stage.ts";

interface Intake extends Pick<Target, "name" | "patienceMs"> {
  readonly stage: StageFacts;
  readonly consumers: readonly Omit<Target["consumers"][number], "filter">[];
  readonly replayTarget: ReplayTarget;
  readonly relayFunction: string;
  /** `secretId` only if the suite may change the secret. */
  readonly sources: readonly (TargetSource & { readonly secretId?: string | undefined })[];
}

/** What an intake can do on AWS and on this computer. */
export async function createTarget(intake: Intake): Promise<Target> {
  const { name, patienceMs, stage, replayTarget, relayFunction } = intake;
  const { quarantineQueueUrl, clientSettings } = replayTarget;
  const { client } = await createCertificates(new Date());
  const sources = intake.sources.map(({ secretId, ...source }) => {
    const rotate = secretId === undefined ? undefined : () => rotateSecret(secretId, source, intake);
    return { ...source, rotate };
  });
  const consumers = intake.consumers.map((queues) => {
    const filter = stage.consumers[queues.id];
    if (!filter)
      throw new UsageError(`the stage has no consumer ${queues.id}: name the right one in --stage`);
    return { ...queues, filter };
  });
  return {
    ...{ name, patienceMs, sources, consumers, quarantineQueueUrl, clientSettings },
    stranger: { cert: Buffer.from(client.certificate), key: Buffer.from(client.key) },
    async relay() {
      const lambda = new LambdaClient(clientSettings);
      await lambda.send(new InvokeCommand({ FunctionName: relayFunction, Payload: "{}" }));
      lambda.destroy();
    },
    /** As `npm run replay` does. */
    async replay(ids, accepted) {
      const { disconnect, ...connected } = connectTo(replayTarget);
      let end: "replayed" | "met another's" = "replayed";
      await walkQuarantine({
        ...{ ...connected, accepted, dryRun: false, now: () => new Date() },
        isWanted: ({ id }) => ids.has(id),
        isStopped: () => end !== "replayed",
        onResult({ delivery }) {
          if (!delivery || !ids.has(delivery.id)) end = "met another's";
        },
      });
      disconnect();
      return end;
    },
  };
}

/** Puts the value back that was current. The version before it is then the suite's. */
async function rotateSecret(SecretId: string, { id, vendor }: TargetSource, { stage, replayTarget }: Intake) {
  const client = new SecretsManagerClient(replayTarget.clientSettings);
  const { createCredentials } = await loadSimulator(vendor);
  const { ourSide, vendorSide } = createCredentials(stage.sources[id]?.authentication);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  const store = (text: string | undefined) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString: text }));
  await store(JSON.stringify(ourSide));
  return {
    vendorSide,
    async [Symbol.asyncDispose]() {
      await store(SecretString);
      client.destroy();
    },
  };
}
