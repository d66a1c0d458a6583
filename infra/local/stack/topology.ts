import type { Route } from "../../http-api/routes.ts";
import { localAccount, localRegion, type Physical, resolveIntrinsics } from "./intrinsics.ts";
import type { Properties, Template } from "./template.ts";

export interface LocalTable {
  readonly name: string;
  readonly properties: Properties<"AWS::DynamoDB::Table">;
}

export interface LocalQueue {
  readonly name: string;
  /** For `CreateQueue`, with CloudFormation's names. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface LocalFunction {
  readonly id: string;
  readonly directory: string;
  /** `file.export`, as Lambda has it. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface LocalSchedule {
  readonly everyMs: number;
  readonly functionId: string;
}

/** The stack, resolved for this computer. */
export interface Topology {
  readonly tables: readonly LocalTable[];
  readonly queues: readonly LocalQueue[];
  readonly secretArns: readonly string[];
  readonly functions: readonly LocalFunction[];
  readonly routes: readonly Route[];
  readonly schedules: readonly LocalSchedule[];
  readonly outputs: Readonly<Record<string, string>>;
}

export function readTopology(template: Template, awsEndpoint: string): Topology {
  const physical = namePhysical(template, awsEndpoint);
  const resolve = (value: unknown) => resolveIntrinsics(value, physical);
  return {
    tables: template.list("AWS::DynamoDB::Table").map(([name, properties]) => ({ name, properties })),
    queues: template.list("AWS::SQS::Queue").map(([id, properties]) => readQueue(id, properties, resolve)),
    secretArns: template.list("AWS::SecretsManager::Secret").map(([id]) => String(resolve({ Ref: id }))),
    functions: template.list("AWS::Lambda::Function").map(([id, properties]) => ({
      id,
      directory: template.assetDirectory(properties.Code.S3Key),
      handler: properties.Handler,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      environment: toStrings(resolve(properties.Environment.Variables)),
    })),
    routes: readRoutes(template, resolve),
    schedules: readSchedules(template, resolve),
    outputs: toStrings(resolve(template.outputs)),
  };
}

/** Resources keep their logical ids as names. */
function namePhysical(template: Template, awsEndpoint: string): Physical {
  const arn = (service: string, name: string) => `arn:aws:${service}:${localRegion}:${localAccount}:${name}`;
  const named = (
    type: Parameters<Template["list"]>[0],
    describe: (id: string) => Partial<Physical[string]>,
  ) => template.list(type).map(([id]) => [id, { ref: id, attributes: {}, ...describe(id) }] as const);
  const queues = template.list("AWS::SQS::Queue").map(([id, properties]) => {
    const name = queueName(id, properties);
    const attributes = { Arn: arn("sqs", name), QueueName: name };
    return [id, { ref: `${awsEndpoint}/${localAccount}/${name}`, attributes }] as const;
  });
  return Object.fromEntries([
    ...queues,
    ...named("AWS::DynamoDB::Table", (id) => ({ attributes: { Arn: arn("dynamodb", `table/${id}`) } })),
    ...named("AWS::SecretsManager::Secret", (id) => ({
      ref: arn("secretsmanager", `secret:${id}-local-000000`),
    })),
    ...named("AWS::Lambda::Function", (id) => ({ attributes: { Arn: id } })),
    ...named("AWS::ApiGatewayV2::Integration", () => ({})),
    ...named("AWS::ApiGatewayV2::Api", () => ({})),
  ]);
}

function readQueue(
  id: string,
  properties: Properties<"AWS::SQS::Queue">,
  resolve: (value: unknown) => unknown,
): LocalQueue {
  const attributes = Object.entries(properties).map(([name, value]) => {
    const resolved = resolve(value);
    return [name, typeof resolved === "object" ? JSON.stringify(resolved) : String(resolved)];
  });
  return { name: queueName(id, properties), attributes: Object.fromEntries(attributes) };
}

function queueName(id: string, { FifoQueue }: Properties<"AWS::SQS::Queue">): string {
  return FifoQueue ? `${id}.fifo` : id;
}

function readRoutes(template: Template, resolve: (value: unknown) => unknown): Route[] {
  const integrations = new Map(
    template
      .list("AWS::ApiGatewayV2::Integration")
      .map(([id, { IntegrationUri }]) => [id, String(resolve(IntegrationUri))]),
  );
  return template.list("AWS::ApiGatewayV2::Route").map(([, { RouteKey, Target }]) => {
    const [method = "", path = ""] = RouteKey.split(" ");
    const functionId = integrations.get(String(resolve(Target)).replace("integrations/", ""));
    if (functionId === undefined) throw new Error(`the route ${RouteKey} leads nowhere`);
    return { key: RouteKey, method, path, functionId };
  });
}

/** Schedules of functions. Reminders have no local counterpart. */
function readSchedules(template: Template, resolve: (value: unknown) => unknown): LocalSchedule[] {
  const functionIds = new Set(template.list("AWS::Lambda::Function").map(([id]) => id));
  return template.list("AWS::Scheduler::Schedule").flatMap(([, { ScheduleExpression, Target }]) => {
    const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(ScheduleExpression) ?? [];
    const functionId = String(resolve(Target.Arn));
    return minutes && functionIds.has(functionId) ? [{ everyMs: Number(minutes) * 60_000, functionId }] : [];
  });
}

function toStrings(values: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));
}
