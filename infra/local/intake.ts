import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { type AwsEndpoint, startAwsEndpoint } from "./aws/aws-endpoint.ts";
import { createResources } from "./aws/resources.ts";
import { createFunctionPool, type FunctionPool } from "./functions/function-pool.ts";
import { startSchedules } from "./functions/schedules.ts";
import { createCertificates } from "./gateway/certificates.ts";
import { type Gateway, type GatewayPorts, startGateway } from "./gateway/gateway.ts";
import {
  describeEndpoints,
  removeEndpoints,
  writeCertificates,
  writeEndpoints,
} from "./published-endpoints.ts";
import { writeRecordedEvents } from "./recorded-events.ts";
import { writeSamFiles } from "./sam-files.ts";
import { createSimulatorCredentials } from "./simulator-credentials.ts";
import { synthesizeLocalStack } from "./stack/local-stack.ts";
import { functionsByName } from "./stack/source-functions.ts";
import { readTopology, type Topology } from "./stack/topology.ts";

export interface IntakeOptions {
  /** 0 = any free port. */
  readonly ports: GatewayPorts & { readonly aws: number };
  /** Gets certificates, recorded events, cloud assembly and `endpoints.json`. */
  readonly directory: string;
  /** Gets each log line and its function's source. */
  readonly onLog: (name: string, line: string) => void;
  /** Called when a delivery's function is invoked. */
  readonly onDelivery?: ((delivery: InvokedDelivery) => void) | undefined;
  /** The inspector's address, for `endpoints.json`. */
  readonly inspector?: string | undefined;
}

export interface InvokedDelivery {
  /** The source. */
  readonly name: string;
  readonly event: APIGatewayProxyEventV2;
  /** Rejects if the function fails. */
  readonly result: Promise<unknown>;
}

export interface RunningIntake {
  readonly endpoints: Endpoints;
  readonly topology: Topology;
  readonly aws: Pick<AwsEndpoint, "faults" | "sent" | "callSqs" | "callDynamoDb" | "secretsManager">;
  /** The functions' current processes. */
  readonly processIds: () => readonly number[];
  readonly stop: () => Promise<void>;
}

/** Stops run in reverse order of their start. */
type Undo = (stop: () => Promise<void>) => void;

/** Stops the started parts if one fails. */
export async function startIntake(options: IntakeOptions): Promise<RunningIntake> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopPart of undo.splice(0).reverse()) await stopPart();
  };
  try {
    return { ...(await startParts(options, (stopPart) => undo.push(stopPart))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(options: IntakeOptions, undo: Undo) {
  const { ports, directory, inspector } = options;
  mkdirSync(directory, { recursive: true });
  const certificates = await createCertificates(new Date());
  const truststore = writeCertificates(directory, certificates);
  undo(async () => removeEndpoints(directory));
  const aws = await startAwsEndpoint(ports.aws);
  undo(aws.stop);
  const gateway = await startGateway(ports, certificates);
  undo(gateway.stop);

  const assemblyDirectory = join(directory, "cdk.out");
  const template = synthesizeLocalStack(assemblyDirectory, {
    truststore,
    clientFingerprint: certificates.clientFingerprint,
  });
  const topology = readTopology(template, aws.url);
  await createResources(topology, aws.url);
  const secrets = await createSimulatorCredentials(topology, aws);
  const clientCertificate = certificates.client.certificate;
  const removeEvents = await writeRecordedEvents(directory, { secrets, clientCertificate });
  undo(async () => removeEvents());
  const removeSamFiles = writeSamFiles(directory, {
    assemblyDirectory,
    template,
    awsPort: new URL(aws.url).port,
  });
  undo(async () => removeSamFiles());
  const pools = serveFunctions(topology, { gateway, aws }, options, undo);

  const endpoints = describeEndpoints({ topology, gateway, aws, secrets, directory, inspector });
  writeEndpoints(directory, endpoints);
  const processIds = () => pools.flatMap((pool) => pool.processIds());
  return { endpoints, topology, aws, processIds };
}

function serveFunctions(
  topology: Topology,
  { gateway, aws }: { readonly gateway: Gateway; readonly aws: AwsEndpoint },
  { onLog, onDelivery }: Pick<IntakeOptions, "onLog" | "onDelivery">,
  undo: Undo,
): readonly FunctionPool[] {
  const pools = new Map<string, FunctionPool>();
  const names = new Map<string, string>();
  for (const [name, definition] of functionsByName(topology)) {
    names.set(definition.id, name);
    const pool = createFunctionPool(definition, {
      awsEndpoint: aws.url,
      onLog: (line) => onLog(name, line),
    });
    pools.set(definition.id, pool);
    undo(pool.stop);
  }
  const invoke = async (id: string, event: unknown) => {
    const pool = pools.get(id);
    if (!pool) throw new Error(`there is no function ${id}`);
    return pool.invoke(event);
  };
  gateway.serve(topology.routes, (id, event) => {
    const result = invoke(id, event);
    onDelivery?.({ name: names.get(id) ?? id, event, result });
    return result;
  });
  aws.lambda.open([...pools.keys()], invoke);
  undo(startSchedules(topology.schedules, (id) => invoke(id, {})));
  return [...pools.values()];
}
