import { rmSync } from "node:fs";
import { join } from "node:path";
import { localCredentials } from "../endpoints/client-settings.ts";
import { writePrivateFile } from "./private-file.ts";
import { localRegion } from "./stack/intrinsics.ts";
import type { LocalStack } from "./stack/local-stack.ts";
import { functionsByName } from "./stack/source-functions.ts";
import { readTopology } from "./stack/topology.ts";

/** This computer's name in a Docker Desktop container. Elsewhere: `sam local invoke --add-host`. */
export const samHost = "host.docker.internal";

const architecture = process.arch === "arm64" ? "arm64" : "x86_64";

/** The template (`-t`) and the environment (`--env-vars`). Returns a function that removes the latter. */
export function writeSamFiles(directory: string, stack: LocalStack, awsPort: string): () => void {
  const { assemblyDirectory, template } = stack;
  // Containers can reach these addresses.
  const awsEndpoint = `http://${samHost}:${awsPort}`;
  const functions = functionsByName(readTopology(stack, awsEndpoint)).map(([name, { id, environment }]) => {
    const Variables = { ...environment, ...awsVariables(awsEndpoint) };
    return { id, name, Variables, ...template.Resources[id] };
  });
  const resources = functions.map(({ id, name, Variables, Metadata, Properties, ...resource }) => [
    id,
    {
      ...resource,
      Metadata: { ...Metadata, SamResourceId: name },
      // SAM sets only variables in the template. The bundle runs on every processor.
      Properties: { ...Properties, Architectures: [architecture], Environment: { Variables } },
    },
  ]);
  // cfn-lint calls CDK's dependencies redundant.
  const Metadata = { ...template.Metadata, "cfn-lint": { config: { ignore_checks: ["W3005"] } } };
  const Resources = { ...template.Resources, ...Object.fromEntries(resources) };
  // SAM finds the bundles beside the assembly's template.
  writePrivateFile(join(assemblyDirectory, "sam-template.json"), { ...template, Metadata, Resources });
  const environmentFile = join(directory, "sam-environment.json");
  const environment = functions.map(({ id, Variables }) => [id, Variables]);
  writePrivateFile(environmentFile, Object.fromEntries(environment));
  return () => rmSync(environmentFile, { force: true });
}

/** Otherwise SAM passes the person's own credentials on. */
function awsVariables(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_SESSION_TOKEN: "",
  };
}
