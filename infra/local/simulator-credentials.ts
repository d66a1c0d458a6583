import { randomUUID } from "node:crypto";
import { readSourceEnvironment } from "../../lib/wiring/environment.ts";
import { loadSimulator } from "../simulators/simulators.ts";
import type { AwsEndpoint } from "./aws/aws-endpoint.ts";
import type { Topology } from "./stack/topology.ts";

/** Stores our side. Returns the vendors' side. */
export async function createSimulatorCredentials({ sources }: Topology, aws: AwsEndpoint) {
  const vendorSide = sources.map(async ({ id, vendor, handler }) => {
    const { createCredentials } = await loadSimulator(vendor);
    const { authentication, secretId } = readSourceEnvironment(handler.environment);
    const credentials = createCredentials(authentication);
    if (secretId) await aws.callSecretsManager("CreateSecret", createInput(secretId, credentials.ourSide));
    return [id, { ...credentials.vendorSide }] as const;
  });
  return Object.fromEntries(await Promise.all(vendorSide));
}

function createInput(arn: string, secret: object) {
  // ARNs end in a hyphen and six characters.
  const Name = arn.replace(/^.*:/, "").replace(/-[A-Za-z0-9]{6}$/, "");
  return { Name, SecretString: JSON.stringify(secret), ClientRequestToken: randomUUID() };
}
