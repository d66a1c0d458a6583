import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { localCredentials } from "../../endpoints/client-settings.ts";
import { localRegion } from "./intrinsics.ts";
import type { SamStack } from "./sam-stack.ts";
import { functionsByName } from "./source-functions.ts";

/** What SAM is started with. */
export interface SamFiles {
  /** As it deploys. */
  readonly template: string;
  /** As SAM runs it on this computer. */
  readonly localTemplate: string;
  readonly environment: string;
}

const map = v.record(v.string(), v.unknown());
const templateSchema = v.looseObject({
  Metadata: v.optional(map, {}),
  Resources: v.record(
    v.string(),
    v.looseObject({ Metadata: v.optional(map, {}), Properties: v.optional(map, {}) }),
  ),
});
const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      properties: v.optional(v.object({ templateFile: v.optional(v.string()) })),
    }),
  ),
});
type Template = v.InferOutput<typeof templateSchema>;

/** Writes them into the cloud assembly, since SAM looks for a function's bundle from its template's folder. */
export function writeSamFiles(stack: SamStack, awsEndpoint: string): SamFiles {
  const file = (name: string) => join(stack.directory, name);
  const files = {
    template: file("sam-template.json"),
    localTemplate: file("sam-local-template.json"),
    environment: file("sam-environment.json"),
  };
  const template = readTemplate(stack.directory);
  writeJson(files.template, template);
  writeJson(files.localTemplate, createLocalTemplate(template, stack));
  writeJson(files.environment, createEnvironment(stack, awsEndpoint));
  return files;
}

/** The template that the assembly's manifest names, with a word to SAM's linter: CDK orders more than it has to. */
function readTemplate(directory: string): Template {
  const { artifacts } = v.parse(manifestSchema, readJson(join(directory, "manifest.json")));
  const stack = Object.values(artifacts).find(({ type }) => type === "aws:cloudformation:stack");
  const file = stack?.properties?.templateFile;
  if (file === undefined) throw new Error("the assembly has no stack");
  const template = v.parse(templateSchema, readJson(join(directory, file)));
  const linter = { config: { ignore_checks: ["W3005"] } };
  return { ...template, Metadata: { ...template.Metadata, "cfn-lint": linter } };
}

/** Each function goes by its folder's name, and runs on this computer's processor: the bundles are the same for both. */
function createLocalTemplate(template: Template, { topology }: SamStack): Template {
  const architecture = process.arch === "arm64" ? "arm64" : "x86_64";
  const functions = functionsByName(topology).map(([name, { id, environment }]) => {
    const resource = template.Resources[id];
    // SAM sets no variable that the template does not name.
    const Variables = { ...environment, ...awsVariables("") };
    const Properties = { ...resource?.Properties, Architectures: [architecture], Environment: { Variables } };
    return [id, { ...resource, Metadata: { ...resource?.Metadata, SamResourceId: name }, Properties }];
  });
  return { ...template, Resources: { ...template.Resources, ...Object.fromEntries(functions) } };
}

function createEnvironment({ topology }: SamStack, awsEndpoint: string): object {
  const variables = topology.functions.map(({ id, environment }) => [
    id,
    { ...environment, ...awsVariables(awsEndpoint) },
  ]);
  return Object.fromEntries(variables);
}

/** The credentials are set so that SAM does not hand over those of the person at the keyboard. */
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

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
