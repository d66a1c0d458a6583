import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { bundleAhead } from "../bundling/bundle.ts";
import { type AwsEndpoint, type Engines, startAwsEndpoint } from "./aws/aws-endpoint.ts";
import { createResources } from "./aws/resources.ts";
import { createFunctionPool } from "./functions/function-pool.ts";
import { createCertificates } from "./gateway/certificates.ts";
import { type Gateway, type GatewayPorts, startGateway } from "./gateway/gateway.ts";
import { publishEndpoints, removeEndpoints, writeCertificates } from "./published-endpoints.ts";
import { writeRecordedEvents } from "./recorded-events.ts";
import { writeSamFiles } from "./sam-files.ts";
import { createSimulatorCredentials } from "./simulator-credentials.ts";
import { functionsByName, readTopology, type Topology } from "./stack/topology.ts";

export interface IntakeOptions {
  /** 0 = any free port. */
  readonly ports: GatewayPorts & { readonly aws: number };
  /** Gets certificates, recorded events, cloud assembly and `endpoints.json`. */
  readonly directory: string;
  /** A stage of `cdk.json`. Default: `dev`. */
  readonly stage?: string | undefined;
  /** Gets each log line and its function's source. */
  readonly onLog: (name: string, line: string) => void;
  /** Called when a delivery's function is invoked. */
  readonly onDelivery?: ((delivery: InvokedDelivery) => void) | undefined;
  /** They serve a service's calls in place of ours. */
  readonly engines?: Engines | undefined;
  /** The inspector's address, for `endpoints.json`. */
  readonly inspector?: string | undefined;
}

export interface InvokedDelivery {
  readonly name: string;
  readonly event: APIGatewayProxyEventV2;
  /** Rejects if the function fails. */
  readonly result: Promise<unknown>;
}

export type RunningIntake = Awaited<ReturnType<typeof startIntake>>;

/** Stops the started parts if one fails. */
export async function startIntake(options: IntakeOptions) {
  await using started = new AsyncDisposableStack();
  const parts = await startParts(options, started);
  const running = started.move();
  return { ...parts, stop: () => running.disposeAsync() };
}

async function startParts(options: IntakeOptions, started: AsyncDisposableStack) {
  const { ports, directory, stage = "dev", inspector } = options;
  mkdirSync(directory, { recursive: true });
  const bundled = bundleAhead();
  const certificates = await createCertificates(new Date());
  const truststore = writeCertificates(directory, certificates);
  started.defer(() => removeEndpoints(directory));
  const aws = await startAwsEndpoint(ports.aws, options.engines);
  started.defer(aws.stop);
  const gateway = await startGateway(ports, certificates);
  started.defer(gateway.stop);

  const { clientFingerprint, client } = certificates;
  // Loads CDK while esbuild works.
  const { synthesizeLocalStack } = await import("./stack/local-stack.ts");
  await bundled;
  const stack = synthesizeLocalStack(join(directory, "cdk.out"), stage, { truststore, clientFingerprint });
  const topology = readTopology(stack, aws.url);
  await createResources(topology, aws);
  const secrets = await createSimulatorCredentials(topology, aws);
  started.defer(await writeRecordedEvents(directory, topology, secrets, client.certificate));
  started.defer(writeSamFiles(directory, stack, new URL(aws.url).port));
  const pools = serveFunctions(topology, { gateway, aws }, options, started);
  const endpoints = publishEndpoints({ topology, gateway, aws, secrets, directory, inspector });
  const processIds = () => pools.flatMap((pool) => pool.processIds());
  return { endpoints, topology, aws, processIds };
}

function serveFunctions(
  topology: Topology,
  { gateway, aws }: { readonly gateway: Gateway; readonly aws: AwsEndpoint },
  { onLog, onDelivery }: Pick<IntakeOptions, "onLog" | "onDelivery">,
  started: AsyncDisposableStack,
) {
  const pools = new Map(
    functionsByName(topology).map(([name, definition]) => {
      const host = { awsEndpoint: aws.url, onLog: (line: string) => onLog(name, line) };
      const pool = createFunctionPool(definition, host);
      started.defer(pool.stop);
      return [definition.id, { name, ...pool }] as const;
    }),
  );
  const find = (id: string) => {
    const pool = pools.get(id);
    if (!pool) throw new Error(`there is no function ${id}`);
    return pool;
  };
  gateway.serve(topology.routes, async (id, event) => {
    const { name, invoke } = find(id);
    const result = invoke(event);
    onDelivery?.({ name, event, result });
    return result;
  });
  aws.lambda.open(pools);
  for (const { everyMs, functionId } of topology.schedules) {
    const { invoke } = find(functionId);
    // A failure is in the function's log.
    const timer = setInterval(() => invoke({}).catch(() => undefined), everyMs);
    started.defer(() => clearInterval(timer));
  }
  return [...pools.values()];
}
