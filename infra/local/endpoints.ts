import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import * as v from "valibot";
import { UsageError } from "../command-line/usage-error.ts";
import { projectDirectory } from "../project.ts";
import type { AwsEndpoint } from "./aws/aws-endpoint.ts";
import type { LocalCertificates } from "./gateway/certificates.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { localRegion } from "./stack/intrinsics.ts";
import { functionsBySource } from "./stack/source-functions.ts";
import type { Topology } from "./stack/topology.ts";

const text = v.string();
const schema = v.object({
  http: text,
  mutualTls: text,
  /** Ordinary TLS, where it is served. */
  tls: v.optional(text),
  aws: text,
  /** The page that shows what goes on, where it is served. */
  inspector: v.optional(text),
  region: text,
  queueUrl: text,
  deadLetterQueueUrl: text,
  quarantineQueueUrl: text,
  tableName: text,
  /** Names of the functions, for Lambda's Invoke: each source's, and the one that sends what is deferred. */
  functions: v.record(text, text),
  relayFunction: text,
  /** Paths, from the project's folder. */
  certificates: v.object({ ca: text, client: text, clientKey: text }),
  /** What each vendor holds, by source. */
  secrets: v.record(text, v.record(text, text)),
});

/** Everything a tool needs to drive the running intake from outside, as `.local/endpoints.json` has it. */
export type Endpoints = v.InferOutput<typeof schema>;

const fileNames = {
  endpoints: "endpoints.json",
  ca: "ca.pem",
  client: "client.pem",
  clientKey: "client-key.pem",
} as const;

export interface RunningParts {
  readonly topology: Topology;
  readonly gateway: Gateway;
  readonly aws: AwsEndpoint;
  readonly secrets: Endpoints["secrets"];
  readonly directory: string;
  readonly inspector: string | undefined;
}

export function describeEndpoints(parts: RunningParts): Endpoints {
  const { topology, gateway, aws, secrets, directory, inspector } = parts;
  const output = (name: string) => {
    const value = topology.outputs[name];
    if (value === undefined) throw new Error(`the template has no output ${name}`);
    return value;
  };
  return {
    http: gateway.http,
    mutualTls: gateway.mutualTls,
    tls: gateway.tls,
    aws: aws.url,
    inspector,
    region: localRegion,
    queueUrl: output("QueueUrl"),
    deadLetterQueueUrl: output("DeadLetterQueueUrl"),
    quarantineQueueUrl: output("QuarantineQueueUrl"),
    tableName: output("TableName"),
    functions: Object.fromEntries(functionsBySource(topology).map(([source, { id }]) => [source, id])),
    relayFunction: output("OutboxRelayFunctionName"),
    certificates: {
      ca: fromProject(directory, fileNames.ca),
      client: fromProject(directory, fileNames.client),
      clientKey: fromProject(directory, fileNames.clientKey),
    },
    secrets,
  };
}

/** Writes what a vendor needs for mutual TLS, and returns the file of the authority that signed it. */
export function writeCertificates(directory: string, { ca, client }: LocalCertificates): string {
  writePrivate(join(directory, fileNames.ca), ca);
  writePrivate(join(directory, fileNames.client), client.certificate);
  writePrivate(join(directory, fileNames.clientKey), client.key);
  return join(directory, fileNames.ca);
}

export function writeEndpoints(directory: string, endpoints: Endpoints): void {
  writePrivate(join(directory, fileNames.endpoints), `${JSON.stringify(endpoints, null, 2)}\n`);
}

/** Addresses that nobody listens on any more, and the keys to them, are of no use to anyone. */
export function removeEndpoints(directory: string): void {
  for (const name of Object.values(fileNames)) rmSync(join(directory, name), { force: true });
}

export function readEndpoints(directory: string): Endpoints {
  const path = join(directory, fileNames.endpoints);
  if (!existsSync(path))
    throw new UsageError(
      `${path} is missing: start the intake first, with npm start, or start it again if it was deleted`,
    );
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(`${path} is not as the intake wrote it: stop the intake and start it again`);
  }
}

/** A path below the project as seen from it, any other as it is. */
function fromProject(directory: string, name: string): string {
  const path = relative(projectDirectory, join(directory, name));
  return path.startsWith("..") || isAbsolute(path) ? join(directory, name) : path;
}

/** For its owner alone: what is written here lets anyone play the vendor. */
function writePrivate(path: string, content: string): void {
  writeFileSync(path, content, { mode: 0o600 });
}
