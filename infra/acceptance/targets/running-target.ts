import type { Endpoints } from "../../endpoints/endpoints.ts";
import { localReplayTarget } from "../../replay/replay-target.ts";
import { localTarget } from "../../simulators/simulator-client.ts";
import type { Target } from "../target.ts";
import { createTarget } from "./create-target.ts";
import { readStage } from "./stage.ts";

/** An intake that runs on this computer. */
export function runningTarget(name: string, endpoints: Endpoints, stageName: string): Promise<Target> {
  return createTarget({
    name,
    stage: readStage(stageName),
    replayTarget: localReplayTarget(endpoints),
    relayFunction: endpoints.relayFunction,
    patienceMs: 30_000,
    sources: Object.entries(endpoints.sources).map(([id, { vendor, secretId }]) => {
      return { id, vendor, secretId, ...localTarget(id, endpoints) };
    }),
    consumers: Object.entries(endpoints.consumers).map(([id, queues]) => ({ id, ...queues })),
  });
}
