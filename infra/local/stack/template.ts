import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(["HASH", "RANGE"]) }));

/** Resources with a local counterpart, intrinsics unresolved. */
const resources = {
  "AWS::DynamoDB::Table": v.object({
    KeySchema: keySchema,
    AttributeDefinitions: v.array(
      v.object({ AttributeName: v.string(), AttributeType: v.picklist(["S", "N", "B"]) }),
    ),
    BillingMode: v.literal("PAY_PER_REQUEST"),
    GlobalSecondaryIndexes: v.optional(
      v.array(
        v.object({
          IndexName: v.string(),
          KeySchema: keySchema,
          Projection: v.object({
            ProjectionType: v.picklist(["ALL", "KEYS_ONLY", "INCLUDE"]),
            NonKeyAttributes: v.optional(v.array(v.string())),
          }),
        }),
      ),
    ),
  }),
  "AWS::SQS::Queue": v.looseObject({ FifoQueue: v.optional(v.boolean(), false) }),
  "AWS::SecretsManager::Secret": v.object({ Description: v.optional(v.string(), "") }),
  "AWS::Lambda::Function": v.object({
    Code: v.object({ S3Key: v.string() }),
    Handler: v.string(),
    Timeout: v.number(),
    MemorySize: v.number(),
    Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }),
  }),
  "AWS::Scheduler::Schedule": v.object({
    ScheduleExpression: v.string(),
    Target: v.object({ Arn: v.unknown() }),
  }),
  "AWS::ApiGatewayV2::Api": v.object({ ProtocolType: v.literal("HTTP") }),
  "AWS::ApiGatewayV2::Integration": v.object({
    IntegrationUri: v.unknown(),
    PayloadFormatVersion: v.literal("2.0"),
  }),
  "AWS::ApiGatewayV2::Route": v.object({ RouteKey: v.string(), Target: v.unknown() }),
} as const;

type Resources = typeof resources;
type ResourceType = keyof Resources;
export type Properties<Type extends ResourceType> = v.InferOutput<Resources[Type]>;

const templateSchema = v.object({
  Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.optional(v.unknown(), {}) })),
  Outputs: v.optional(v.record(v.string(), v.object({ Value: v.unknown() })), {}),
});
const assetsSchema = v.object({
  files: v.record(v.string(), v.object({ source: v.object({ path: v.string() }) })),
});

export interface Template {
  readonly list: <Type extends ResourceType>(
    type: Type,
  ) => readonly (readonly [id: string, Properties<Type>])[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** An asset's folder, by its function's code key. */
  readonly assetDirectory: (s3Key: string) => string;
}

export function readTemplate(assemblyDirectory: string, stackName: string): Template {
  const template = v.parse(templateSchema, readJson(join(assemblyDirectory, `${stackName}.template.json`)));
  const { files } = v.parse(assetsSchema, readJson(join(assemblyDirectory, `${stackName}.assets.json`)));
  return {
    list: <Type extends ResourceType>(type: Type) =>
      Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, { Properties }]) => [id, v.parse(resources[type], Properties)] as const),
    outputs: Object.fromEntries(Object.entries(template.Outputs).map(([name, { Value }]) => [name, Value])),
    assetDirectory(s3Key) {
      const asset = files[s3Key.replace(/\.zip$/, "")];
      if (!asset) throw new Error(`the assembly has no asset for ${s3Key}`);
      return join(assemblyDirectory, asset.source.path);
    },
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
