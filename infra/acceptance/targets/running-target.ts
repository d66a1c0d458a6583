import { localClientSettings } from "../../endpoints/client-settings.ts";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import { createCertificates } from "../../local/gateway/certificates.ts";
import { localReplayTarget } from "../../replay/replay-target.ts";
import { localTarget } from "../../simulators/simulator-client.ts";
import type { Target } from "../target.ts";
import { replayInto, rotateSecret, runRelay } from "./aws-capabilities.ts";
import { readStage } from "./stage.ts";

/** An intake that runs on this computer. */
export async function runningTarget(name: string, endpoints: Endpoints, stageName: string): Promise<Target> {
  const stage = readStage(stageName);
  const clientSettings = localClientSettings(endpoints);
  const { client } = await createCertificates(new Date());
  return {
    name,
    sources: Object.entries(endpoints.sources).map(([id, { vendor, secretId }]) => {
      const rotated = secretId && { secretId, vendor, authentication: stage.sources[id]?.authentication };
      const rotate = rotated ? () => rotateSecret(clientSettings, rotated) : undefined;
      return { id, vendor, ...localTarget(id, endpoints), rotate };
    }),
    consumers: Object.entries(endpoints.consumers).map(([id, queues]) => {
      return { id, ...queues, filter: stage.consumers[id] };
    }),
    quarantineQueueUrl: endpoints.quarantineQueueUrl,
    clientSettings,
    patienceMs: 30_000,
    stranger: { cert: Buffer.from(client.certificate), key: Buffer.from(client.key) },
    relay: () => runRelay(clientSettings, endpoints.relayFunction),
    replay: (ids, isAccepted) => replayInto(localReplayTarget(endpoints), ids, isAccepted),
  };
}
