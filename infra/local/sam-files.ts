import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { localCredentials } from "../endpoints/client-settings.ts";
import { writePrivateFile } from "./private-file.ts";
import { localRegion } from "./stack/intrinsics.ts";
import { stackName } from "./stack/local-stack.ts";
import { functionsByName } from "./stack/source-functions.ts";
import type { Template } from "./stack/template.ts";
import { readTopology } from "./stack/topology.ts";

/** This computer's name in a Docker Desktop container. Elsewhere: `sam local invoke --add-host`. */
export const samHost = "host.docker.internal";

const map = v.record(v.string(), v.unknown());
const resource = v.looseObject({ Metadata: v.optional(map, {}), Properties: v.optional(map, {}) });
const templateSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ Metadata: v.optional(map, {}), Resources: v.record(v.string(), resource) }),
);

export interface SamStack {
  /** SAM finds the bundles beside the assembly's template. */
  readonly assemblyDirectory: string;
  readonly template: Template;
  readonly awsPort: string;
}

/**
 * Writes `sam local`'s template (`-t`) and environment (`--env-vars`). Returns a function that removes the environment.
 */
export function writeSamFiles(directory: string, stack: SamStack): () => void {
  const awsEndpoint = `http://${samHost}:${stack.awsPort}`;
  const templateFile = join(stack.assemblyDirectory, `${stackName}.template.json`);
  const template = v.parse(templateSchema, readFileSync(templateFile, "utf8"));
  // Containers can reach these addresses.
  const topology = readTopology(stack.template, awsEndpoint);
  const functions = functionsByName(topology).map(([name, { id, environment }]) => {
    const Variables = { ...environment, ...awsVariables(awsEndpoint) };
    return { id, name, Variables, resource: template.Resources[id] };
  });
  const resources = functions.map(({ id, name, Variables, resource }) => {
    // The bundle runs on every processor.
    const architecture = process.arch === "arm64" ? "arm64" : "x86_64";
    // SAM sets only variables in the template.
    const Properties = { ...resource?.Properties, Architectures: [architecture], Environment: { Variables } };
    return [id, { ...resource, Metadata: { ...resource?.Metadata, SamResourceId: name }, Properties }];
  });
  // cfn-lint calls CDK's dependencies redundant.
  const Metadata = { ...template.Metadata, "cfn-lint": { config: { ignore_checks: ["W3005"] } } };
  const Resources = { ...template.Resources, ...Object.fromEntries(resources) };
  writePrivateFile(join(stack.assemblyDirectory, "sam-template.json"), { ...template, Metadata, Resources });
  const environment = functions.map(({ id, Variables }) => [id, Variables]);
  const environmentFile = join(directory, "sam-environment.json");
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
