import { readSourceEnvironment } from "../../lib/wiring/environment.ts";
import type { AwsEndpoint } from "../local/aws/aws-endpoint.ts";
import type { Endpoints } from "../local/endpoints.ts";
import { functionsBySource } from "../local/stack/source-functions.ts";
import type { Topology } from "../local/stack/topology.ts";
import { loadSimulator } from "./simulators.ts";

/** Makes up each vendor's credentials, stores our half where the source's function looks, and returns the vendor's. */
export async function createSimulatorCredentials(
  topology: Topology,
  { secretsManager }: Pick<AwsEndpoint, "secretsManager">,
): Promise<Endpoints["secrets"]> {
  const vendorSide = functionsBySource(topology).map(async ([id, { environment }]) => {
    const { createCredentials } = await loadSimulator(id);
    const { authentication, secretId } = readSourceEnvironment(environment);
    const credentials = createCredentials(authentication);
    if (secretId) secretsManager.create(secretId, JSON.stringify(credentials.ourSide));
    return [id, { ...credentials.vendorSide }] as const;
  });
  return Object.fromEntries(await Promise.all(vendorSide));
}
