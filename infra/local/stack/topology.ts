import { join } from "node:path";
import * as v from "valibot";
import { variableNames } from "../../../lib/wiring/environment.ts";
import type { Route } from "../../http-api/routes.ts";
import { type Attributes, localAccount, localRegion, resolveIntrinsics } from "./intrinsics.ts";
import type { LocalStack } from "./local-stack.ts";

export type LocalFunction = ReturnType<typeof readFunction>;
type Resource = LocalStack["template"]["Resources"][string] & { readonly id: string };
type Resolve = (value: unknown) => unknown;

/** The stack, resolved for this computer. */
export type Topology = ReturnType<typeof readTopology>;

/** Throws for a property in a form that has no local counterpart. */
export function readTopology(
  { sources, consumers, assemblyDirectory: root, template }: LocalStack,
  awsEndpoint: string,
) {
  const all = Object.entries(template.Resources).map(([id, resource]) => ({ id, ...resource }));
  const attributes = new Map(all.map((resource) => [resource.id, attributesOf(resource, awsEndpoint)]));
  const resolve: Resolve = (value) => resolveIntrinsics(value, attributes);
  const list = (type: string) => all.filter(({ Type }) => Type === type);
  const functions = list("AWS::Lambda::Function").map((resource) => readFunction(resource, root, resolve));
  return {
    sources: sources.map((source) => ({ ...source, handler: findFunction(functions, source.id) })),
    consumers,
    relay: findFunction(functions, undefined),
    tables: list("AWS::DynamoDB::Table").map(({ id, Properties }) => ({
      TableName: id,
      ...v.parse(tableSchema, Properties),
    })),
    queues: list("AWS::SQS::Queue").map(({ id, Properties }) => ({
      QueueName: attributes.get(id)?.QueueName ?? id,
      Attributes: attributeTexts(Properties, resolve),
    })),
    topics: list("AWS::SNS::Topic").map(({ id, Properties }) => ({
      TopicName: attributes.get(id)?.TopicName ?? id,
      Attributes: attributeTexts(Properties, resolve),
    })),
    subscriptions: list("AWS::SNS::Subscription").map(({ Properties }) => {
      const { TopicArn, Protocol, Endpoint, ...own } = v.parse(subscriptionSchema, resolve(Properties));
      return { TopicArn, Protocol, Endpoint, Attributes: attributeTexts(own, resolve) };
    }),
    routes: readRoutes(list("AWS::ApiGatewayV2::Route"), list("AWS::ApiGatewayV2::Integration"), resolve),
    schedules: list("AWS::Scheduler::Schedule").flatMap((resource) => readSchedule(resource, resolve)),
    outputs: Object.fromEntries(
      Object.entries(template.Outputs).map(([name, { Value }]) => [name, String(resolve(Value))]),
    ),
  };
}

/** The rest of a table's properties has no local counterpart. */
const tableSchema = v.object({
  KeySchema: v.unknown(),
  AttributeDefinitions: v.unknown(),
  BillingMode: v.literal("PAY_PER_REQUEST"),
  GlobalSecondaryIndexes: v.optional(v.unknown()),
});
const functionSchema = v.object({
  Handler: v.string(),
  Timeout: v.number(),
  MemorySize: v.number(),
  Environment: v.object({ Variables: v.unknown() }),
});
const subscriptionSchema = v.strictObject({
  TopicArn: v.string(),
  Protocol: v.literal("sqs"),
  Endpoint: v.string(),
  RawMessageDelivery: v.literal(true),
  FilterPolicy: v.optional(v.unknown()),
  RedrivePolicy: v.unknown(),
});
const integrationSchema = v.object({ IntegrationUri: v.unknown(), PayloadFormatVersion: v.literal("2.0") });
const routeSchema = v.object({ RouteKey: v.string(), Target: v.unknown() });
const scheduleSchema = v.object({ ScheduleExpression: v.string(), Target: v.object({ Arn: v.unknown() }) });

function readFunction({ id, Properties, Metadata }: Resource, directory: string, resolve: Resolve) {
  const { Handler, Timeout, MemorySize, Environment } = v.parse(functionSchema, Properties);
  return {
    id,
    directory: join(directory, v.parse(v.string(), Metadata["aws:asset:path"])),
    /** `file.export`, as Lambda has it. */
    handler: Handler,
    timeoutSeconds: Timeout,
    memoryMegabytes: MemorySize,
    environment: v.parse(v.record(v.string(), v.string()), resolve(Environment.Variables)),
  };
}

/** By the source in its environment. The relay's has none. */
function findFunction(functions: readonly LocalFunction[], source: string | undefined): LocalFunction {
  const found = functions.find(({ environment }) => environment[variableNames.source] === source);
  if (!found) throw new Error(`the template has no function of ${source ?? "the relay"}`);
  return found;
}

/** The sources' functions and the relay, by their names in logs. */
export function functionsByName({
  sources,
  relay,
}: Pick<Topology, "sources" | "relay">): readonly (readonly [string, LocalFunction])[] {
  return [...sources.map(({ id, handler }) => [id, handler] as const), ["relay", relay]];
}

function readRoutes(routes: readonly Resource[], integrations: readonly Resource[], resolve: Resolve) {
  const functionIds = new Map(
    integrations.map(({ id, Properties }) => [
      `integrations/${id}`,
      String(resolve(v.parse(integrationSchema, Properties).IntegrationUri)),
    ]),
  );
  return routes.map(({ Properties }): Route => {
    const { RouteKey: key, Target } = v.parse(routeSchema, Properties);
    const functionId = functionIds.get(String(resolve(Target)));
    if (functionId === undefined) throw new Error(`the route ${key} leads nowhere`);
    return { key, functionId };
  });
}

/** A reminder of one date has no local counterpart. */
function readSchedule({ Properties }: Resource, resolve: Resolve) {
  const { ScheduleExpression, Target } = v.parse(scheduleSchema, Properties);
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(ScheduleExpression) ?? [];
  return minutes ? [{ everyMs: Number(minutes) * 60_000, functionId: String(resolve(Target.Arn)) }] : [];
}

/** The attributes of SQS and SNS have CloudFormation's names. Their values are texts. */
function attributeTexts(properties: object, resolve: Resolve): Record<string, string> {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, value]) => [name, attributeText(resolve(value))]));
}

function attributeText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Resources keep their logical ids as names. Undefined for those without a local counterpart. */
function attributesOf({ id, Type, Properties }: Resource, awsEndpoint: string): Attributes | undefined {
  const arn = (service: string, name: string) => `arn:aws:${service}:${localRegion}:${localAccount}:${name}`;
  switch (Type) {
    case "AWS::SQS::Queue": {
      const QueueName = Properties.FifoQueue ? `${id}.fifo` : id;
      const Ref = `${awsEndpoint}/${localAccount}/${QueueName}`;
      return { Ref, Arn: arn("sqs", QueueName), QueueName };
    }
    case "AWS::SNS::Topic": {
      const TopicName = String(Properties.TopicName);
      return { Ref: arn("sns", TopicName), TopicName };
    }
    case "AWS::DynamoDB::Table":
      return { Ref: id, Arn: arn("dynamodb", `table/${id}`) };
    case "AWS::SecretsManager::Secret":
      return { Ref: arn("secretsmanager", `secret:${id}-local-000000`) };
    case "AWS::Lambda::Function":
      return { Ref: id, Arn: id };
    case "AWS::ApiGatewayV2::Integration":
    case "AWS::ApiGatewayV2::Api":
      return { Ref: id };
    default:
      return undefined;
  }
}
