import { readSourceEnvironment } from "../../lib/wiring/environment.ts";
import { loadSimulator } from "../simulators/simulators.ts";
import type { AwsEndpoint } from "./aws/aws-endpoint.ts";
import { functionsBySource } from "./stack/source-functions.ts";
import type { Topology } from "./stack/topology.ts";

/** Stores our side. Returns the vendors' side. */
export async function createSimulatorCredentials(topology: Topology, { secretsManager }: AwsEndpoint) {
  const vendorSide = functionsBySource(topology).map(async ([id, { environment }]) => {
    const { createCredentials } = await loadSimulator(id);
    const { authentication, secretId } = readSourceEnvironment(environment);
    const credentials = createCredentials(authentication);
    if (secretId) secretsManager.create(secretId, JSON.stringify(credentials.ourSide));
    return [id, { ...credentials.vendorSide }] as const;
  });
  return Object.fromEntries(await Promise.all(vendorSide));
}
