import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { localClientSettings } from "../../endpoints/client-settings.ts";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import { localTarget } from "../../simulators/simulator-client.ts";
import type { Target } from "../target.ts";
import { readStageFilters } from "./stage-filters.ts";

/** An intake that runs on this computer. */
export function runningTarget(name: string, endpoints: Endpoints, stage: string): Target {
  const filters = readStageFilters(stage);
  const clientSettings = localClientSettings(endpoints);
  return {
    name,
    sources: Object.entries(endpoints.sources).map(([id, { vendor }]) => {
      return { id, vendor, ...localTarget(id, endpoints) };
    }),
    consumers: Object.entries(endpoints.consumers).map(([id, queues]) => {
      return { id, ...queues, filter: filters[id] };
    }),
    quarantineQueueUrl: endpoints.quarantineQueueUrl,
    clientSettings,
    relay: () => invoke(clientSettings, endpoints.relayFunction),
  };
}

async function invoke(settings: Target["clientSettings"], FunctionName: string): Promise<void> {
  const client = new LambdaClient(settings);
  await client.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
  client.destroy();
}
