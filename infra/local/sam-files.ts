import { rmSync } from "node:fs";
import { join } from "node:path";
import { localEnvironment } from "../endpoints/client-settings.ts";
import { writePrivateFile } from "./private-file.ts";
import { localRegion } from "./stack/intrinsics.ts";
import type { LocalStack } from "./stack/local-stack.ts";
import { functionsByName, readTopology } from "./stack/topology.ts";

/** This computer's name in a Docker Desktop container. Elsewhere: `sam local invoke --add-host`. */
export const samHost = "host.docker.internal";

const architecture = process.arch === "arm64" ? "arm64" : "x86_64";

/** The template (`-t`) and the environment (`--env-vars`). Returns a function that removes the latter. */
export function writeSamFiles(directory: string, stack: LocalStack, awsPort: string): () => void {
  const { assemblyDirectory, template } = stack;
  // Containers can reach these addresses.
  const awsEndpoint = `http://${samHost}:${awsPort}`;
  const local = localEnvironment({ aws: awsEndpoint, region: localRegion });
  const functions = functionsByName(readTopology(stack, awsEndpoint)).map(([name, { id, environment }]) => {
    // Otherwise SAM passes the person's own credentials on.
    const Variables = { ...environment, ...local, AWS_SESSION_TOKEN: "" };
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
