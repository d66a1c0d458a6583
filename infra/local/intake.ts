import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type SourceId, sources } from "../../functions/sources.ts";
import { variableNames } from "../../lib/environment.ts";
import { projectDirectory } from "../project.ts";
import { type AwsEndpoint, startAwsEndpoint } from "./aws-endpoint.ts";
import { createCertificates, type LocalCertificates } from "./certificates.ts";
import { type Endpoints, endpointsFileName } from "./endpoints.ts";
import { createFunctionPool, type FunctionPool } from "./function-pool.ts";
import { createHttpGateway, createMutualTlsGateway, createResponder } from "./gateway.ts";
import { localRegion } from "./intrinsics.ts";
import { close, listen } from "./listen.ts";
import { synthesizeLocalStack } from "./local-stack.ts";
import { createResources } from "./resources.ts";
import { readTopology, type Topology } from "./topology.ts";
import { loadVendor } from "./vendors.ts";

export interface IntakeOptions {
  /** 0 = any free port. */
  readonly ports: { readonly http: number; readonly mutualTls: number; readonly aws: number };
  /** Receives certificates, the cloud assembly and `endpoints.json`. */
  readonly directory: string;
  readonly onLog: (functionId: string, line: string) => void;
}

export interface RunningIntake {
  readonly endpoints: Endpoints;
  readonly topology: Topology;
  readonly stop: () => Promise<void>;
}

/** Starts the whole topology of the synthesized stack on this computer. What fails half-way stops what had started. */
export async function startIntake(options: IntakeOptions): Promise<RunningIntake> {
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of started.splice(0).reverse()) await stopOne();
  };
  try {
    const { endpoints, topology } = await startParts(options, started);
    return { endpoints, topology, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts({ ports, directory, onLog }: IntakeOptions, started: (() => Promise<void>)[]) {
  mkdirSync(directory, { recursive: true });
  const certificates = await createCertificates(new Date());
  const aws = await startAwsEndpoint(ports.aws);
  started.push(aws.stop);

  const pools = new Map<string, FunctionPool>();
  let topology: Topology | undefined;
  const respond = createResponder(
    () => topology?.routes ?? [],
    (id, event) => pools.get(id)?.invoke(event) ?? Promise.reject(new Error(`there is no function ${id}`)),
  );
  const httpServer = createHttpGateway(respond);
  const http = `http://127.0.0.1:${await listen(httpServer, ports.http, "HTTP")}`;
  started.push(() => close(httpServer));
  const tlsServer = createMutualTlsGateway(respond, certificates);
  const mutualTls = `https://127.0.0.1:${await listen(tlsServer, ports.mutualTls, "mutual TLS")}`;
  started.push(() => close(tlsServer));

  const template = synthesizeLocalStack(join(directory, "cdk.out"), certificates.clientFingerprint);
  const read = readTopology(template, { aws: aws.url, http });
  await createResources(read, aws.url);
  const secrets = await createVendorCredentials(read, aws);
  for (const definition of read.functions) {
    const pool = createFunctionPool(definition, { awsEndpoint: aws.url, onLog });
    pools.set(definition.id, pool);
    started.push(pool.stop);
  }
  topology = read;
  const certificatePaths = writeCertificates(directory, certificates);
  const endpoints = describeEndpoints(read, {
    http,
    mutualTls,
    aws: aws.url,
    secrets,
    certificates: certificatePaths,
  });
  writePrivate(join(directory, endpointsFileName), `${JSON.stringify(endpoints, null, 2)}\n`);
  return { endpoints, topology };
}

/** Makes up each vendor's credentials and stores our half of them where the source's function looks. */
async function createVendorCredentials(topology: Topology, aws: AwsEndpoint): Promise<Endpoints["secrets"]> {
  const held = sources.map(async ({ id, routes }) => {
    const { createCredentials } = await loadVendor(id);
    const credentials = createCredentials();
    const secretArn = environmentOf(topology, routes[0])[variableNames.secretId];
    if (secretArn) aws.secretsManager.create(secretArn, JSON.stringify(credentials.stored));
    return [id, { ...credentials.held }] as const satisfies readonly [SourceId, object];
  });
  return Object.fromEntries(await Promise.all(held));
}

function environmentOf({ routes, functions }: Topology, path: string): Readonly<Record<string, string>> {
  const route = routes.find((one) => one.path === path);
  return functions.find(({ id }) => id === route?.functionId)?.environment ?? {};
}

function describeEndpoints(
  { outputs }: Topology,
  running: Pick<Endpoints, "http" | "mutualTls" | "aws" | "secrets" | "certificates">,
): Endpoints {
  const output = (name: string) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`the template has no output ${name}`);
    return value;
  };
  const { http, mutualTls, aws, certificates, secrets } = running;
  return {
    http,
    mutualTls,
    aws,
    region: localRegion,
    queueUrl: output("QueueUrl"),
    deadLetterQueueUrl: output("DeadLetterQueueUrl"),
    quarantineQueueUrl: output("QuarantineQueueUrl"),
    tableName: output("TableName"),
    certificates,
    secrets,
  };
}

function writeCertificates(directory: string, { ca, client }: LocalCertificates): Endpoints["certificates"] {
  const write = (name: string, content: string) => {
    const path = join(directory, name);
    writePrivate(path, content);
    return relative(projectDirectory, path);
  };
  return {
    ca: write("ca.pem", ca),
    client: write("client.pem", client.certificate),
    clientKey: write("client-key.pem", client.key),
  };
}

/** For its owner alone: what is written here lets anyone play the vendor. */
function writePrivate(path: string, content: string): void {
  writeFileSync(path, content, { mode: 0o600 });
}
