import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Simulator } from "../../../lib/source/simulator.ts";
import { connectTo, type ReplayTarget } from "../../replay/replay-target.ts";
import { walkQuarantine } from "../../replay/replay-walk.ts";
import { loadSimulator } from "../../simulators/simulators.ts";
import type { Rotated, Target } from "../target.ts";

type ClientSettings = Target["clientSettings"];

export async function runRelay(settings: ClientSettings, FunctionName: string): Promise<void> {
  const client = new LambdaClient(settings);
  await client.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
  client.destroy();
}

/** As `npm run replay` does. */
export async function replayInto(
  target: ReplayTarget,
  ids: ReadonlySet<string>,
  isAccepted: boolean,
): Promise<void> {
  const { queue, replay, disconnect } = connectTo(target);
  const accepted = isAccepted ? ids : new Set<string>();
  const isWanted = ({ id }: { readonly id: string }) => ids.has(id);
  const [isStopped, onResult, now] = [() => false, () => undefined, () => new Date()];
  await walkQuarantine({ queue, replay, dryRun: false, accepted, isWanted, isStopped, onResult, now });
  disconnect();
}

/** Puts the value back that was current. The version before it is then the suite's. */
export async function rotateSecret(
  settings: ClientSettings,
  { secretId: SecretId, vendor, authentication }: RotatedSource,
): Promise<Rotated> {
  const client = new SecretsManagerClient(settings);
  const { createCredentials } = await loadSimulator(vendor);
  const { ourSide, vendorSide } = createCredentials(authentication);
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

interface RotatedSource {
  readonly secretId: string;
  readonly vendor: string;
  readonly authentication?: Parameters<Simulator["createCredentials"]>[0];
}
