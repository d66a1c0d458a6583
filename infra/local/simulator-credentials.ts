import { readSourceEnvironment } from "../../lib/wiring/environment.ts";
import { loadSimulator } from "../simulators/simulators.ts";
import type { AwsEndpoint } from "./aws/aws-endpoint.ts";
import type { Topology } from "./stack/topology.ts";

/** Stores our side. Returns the vendors' side. */
export async function createSimulatorCredentials({ sources }: Topology, { secretsManager }: AwsEndpoint) {
  const vendorSide = sources.map(async ({ id, vendor, handler }) => {
    const { createCredentials } = await loadSimulator(vendor);
    const { authentication, secretId } = readSourceEnvironment(handler.environment);
    const credentials = createCredentials(authentication);
    if (secretId) secretsManager.create(secretId, JSON.stringify(credentials.ourSide));
    return [id, { ...credentials.vendorSide }] as const;
  });
  return Object.fromEntries(await Promise.all(vendorSide));
}
