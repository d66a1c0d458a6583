import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { projectDirectory } from "../../infra/project.ts";
import { variableNames } from "../../lib/wiring/environment.ts";
import { outboxIndex, tableAttributes } from "../../lib/wiring/table-attributes.ts";
import { deniesPlainText, policyWith } from "../support/built-intake.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import {
  logicalIdOf,
  permissionsOf,
  sourcesNamedIn,
  synthesize,
  synthesizeStage,
} from "../support/synthesized-stack.ts";

const template = synthesize();
const example = synthesizeStage("example");
const ids = vendors.map(({ id }) => id);
const count = (type: string) => Object.keys(template.findResources(type)).length;

function environmentOf(name: string): Record<string, string> {
  const functions = Object.entries(template.findResources("AWS::Lambda::Function"));
  const [, found] = functions.find(([id]) => logicalIdOf(name, "function").test(id)) ?? [];
  return found?.Properties.Environment.Variables;
}

describe("every", () => {
  const { expiresAt } = tableAttributes;
  it.each<readonly [string, object]>([
    ["AWS::ApiGatewayV2::Integration", { PayloadFormatVersion: "2.0" }],
    // It answers no browser from another origin.
    ["AWS::ApiGatewayV2::Api", { CorsConfiguration: Match.absent() }],
    ["AWS::Lambda::Function", { Runtime: "nodejs24.x", Architectures: ["arm64"] }],
    ["AWS::Lambda::Function", { KmsKeyArn: Match.absent(), TracingConfig: Match.absent() }],
    ["AWS::ApiGatewayV2::Stage", { AccessLogSettings: Match.absent() }],
    // They go nowhere without a topic.
    ["AWS::CloudWatch::Alarm", { AlarmActions: Match.absent() }],
    ["AWS::IAM::Role", { ManagedPolicyArns: Match.absent() }],
    ["AWS::Logs::LogGroup", { RetentionInDays: 30, KmsKeyId: Match.absent() }],
    // A random value that no source can use.
    [
      "AWS::SecretsManager::Secret",
      { GenerateSecretString: { SecretStringTemplate: "{}", GenerateStringKey: "replaceThisValue" } },
    ],
    ["AWS::DynamoDB::Table", { SSESpecification: { SSEEnabled: true }, BillingMode: "PAY_PER_REQUEST" }],
    ["AWS::DynamoDB::Table", { TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true } }],
    ["AWS::SQS::Queue", { FifoQueue: true, SqsManagedSseEnabled: true }],
    ["AWS::SQS::Queue", { MessageRetentionPeriod: 14 * 24 * 60 * 60, MaximumMessageSize: 1_048_576 }],
    // Limits and duplicates count per subject.
    ["AWS::SQS::Queue", { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" }],
    ["AWS::SQS::Queue", { ContentBasedDeduplication: false }],
    ["AWS::SQS::QueuePolicy", policyWith(deniesPlainText)],
    // The next minute's run is the retry.
    ["AWS::Lambda::EventInvokeConfig", { MaximumRetryAttempts: 0 }],
    ["AWS::Scheduler::Schedule", { ScheduleExpression: "rate(1 minute)", State: "ENABLED" }],
    ["AWS::Scheduler::Schedule", { Target: { RetryPolicy: { MaximumRetryAttempts: 0 } } }],
  ])("%s has %j", (type, properties) => {
    expect(count(type)).toBeGreaterThan(0);
    template.allResourcesProperties(type, properties);
  });

  it.each([
    ["AWS::ApiGatewayV2::Integration", ids.length],
    // One more of each is the relay's.
    ["AWS::Lambda::Function", ids.length + 1],
    ["AWS::Logs::LogGroup", ids.length + 1],
    ["AWS::SQS::Queue", 3],
    ["AWS::SQS::QueuePolicy", 3],
    ["AWS::DynamoDB::Table", 1],
  ])("%s is one of %i", (type, expected) => {
    expect(count(type)).toBe(expected);
  });
});

it("the HTTP API has a POST route for every path of every source and no other route", () => {
  const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route"));
  const keys = routes.map(({ Properties }) => Properties.RouteKey).sort();
  expect(keys).toEqual(vendors.flatMap(({ routes: paths }) => paths.map((path) => `POST ${path}`)).sort());
});

const relay = "outboxrelay";

describe("a function", () => {
  const everyFunction = ["dynamodb:GetItem", "dynamodb:PutItem", "logs:CreateLogStream", "logs:PutLogEvents"];
  const ownActions: Readonly<Record<string, readonly string[]>> = {
    // The signatures of a vendor that signs part of its bodies.
    pipwave: ["dynamodb:UpdateItem"],
    [relay]: ["dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"],
  };
  // Events go to the queue of one consumer, or to the topic of several. The other queue is the quarantine.
  const sends = [
    [template, ["sqs:SendMessage", "sqs:SendMessage"]],
    [example, ["sns:Publish", "sqs:SendMessage", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]],
  ] as const;

  it.each([...playedIds, relay])("of %s may do this, no more, and is traced if its stage says so", (id) => {
    const secret = id === relay ? [] : ["secretsmanager:GetSecretValue"];
    for (const [stage, sending] of sends) {
      const actions = permissionsOf(stage, id).map(({ action }) => action);
      const expected = [...everyFunction, ...secret, ...(ownActions[id] ?? []), ...sending];
      expect(actions.filter((action) => !action.startsWith("kms:")).sort()).toEqual(expected.sort());
    }
  });

  it.each(playedIds)("of %s may read its own secret and no other", (id) => {
    const [read] = permissionsOf(template, id).filter(({ action }) => action.startsWith("secretsmanager:"));
    expect(read?.resource.toLowerCase()).toContain(`"ref":"intakesources${id}credentials`);
  });

  it.each([...ids, relay])("of %s has no permission on everything", (id) => {
    expect(permissionsOf(template, id).map(({ resource }) => resource)).not.toContain('"*"');
  });

  it("of the relay lists what is deferred, and nothing else of the table", () => {
    for (const { action, resource } of permissionsOf(template, relay))
      if (/Query|Scan/.test(action)) expect(resource).toContain(`/index/${outboxIndex}`);
  });

  it.each([...playedIds, relay])("of %s has the environment that its code reads", (id) => {
    const { topicArn, tracing, ...ofSource } = variableNames;
    const { source, secretId, authentication, ...ofRelay } = ofSource;
    const names = Object.values(id === relay ? ofRelay : ofSource);
    expect(Object.keys(environmentOf(id)).sort()).toEqual(names.sort());
  });
});

describe("a source's function", () => {
  it("names its trace in events only if the stage says so", () => {
    const variables = { Environment: { Variables: { [variableNames.tracing]: "true" } } };
    example.resourcePropertiesCountIs("AWS::Lambda::Function", variables, sourcesNamedIn("example").length);
    example.allResourcesProperties("AWS::Lambda::Function", { TracingConfig: { Mode: "Active" } });
  });

  it("has the key of the issuer that its pins name, out of the trust store", () => {
    const pem = readFileSync(join(projectDirectory, "infra", "example-truststore.pem"), "utf8");
    const key = new X509Certificate(pem).publicKey.export({ format: "der", type: "spki" });
    const issuer = "CN=Example notification vendors CA";
    example.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: {
          [variableNames.authentication]: Match.serializedJson(
            Match.objectLike({
              clientCertificate: {
                pins: [{ subject: "CN=push.thales.example", issuer }],
                issuerKeys: { [issuer]: key.toString("base64") },
              },
            }),
          ),
        },
      },
    });
  });

  it("gets no secret and no permission for one where no scheme uses it", () => {
    const ranges = { ranges: ["203.0.113.0/24"] };
    const byAddress = synthesize({ sources: { thales: { authentication: { sourceAddress: ranges } } } });
    expect(permissionsOf(byAddress, "thales").map(({ action }) => action)).not.toContain(
      "secretsmanager:GetSecretValue",
    );
    byAddress.resourceCountIs("AWS::SecretsManager::Secret", playedIds.length - 1);
  });

  it.each([
    [{}, 256],
    [{ memoryMb: 1024 }, 1024],
  ])("with %j has %i MB", (settings, MemorySize) => {
    const Environment = { Variables: { [variableNames.authentication]: Match.anyValue() } };
    const ofSources = { MemorySize, Environment };
    synthesize(settings).resourcePropertiesCountIs("AWS::Lambda::Function", ofSources, ids.length);
  });

  it.each([
    [{}, "WARN"],
    [{ platformLogs: true }, "INFO"],
  ])("with %j logs of Lambda's own lines those from %s on", (settings, SystemLogLevel) => {
    // Lambda takes our lines, which have no level, as INFO, its default.
    synthesize(settings).allResourcesProperties("AWS::Lambda::Function", {
      LoggingConfig: { LogFormat: "JSON", SystemLogLevel, ApplicationLogLevel: Match.absent() },
    });
  });
});

it("the table lists what is deferred by source and age, and nothing else", () => {
  template.hasResourceProperties("AWS::DynamoDB::Table", {
    KeySchema: [{ AttributeName: tableAttributes.key, KeyType: "HASH" }],
    GlobalSecondaryIndexes: [
      {
        IndexName: outboxIndex,
        KeySchema: [
          { AttributeName: tableAttributes.deferred, KeyType: "HASH" },
          { AttributeName: tableAttributes.deferredAtMs, KeyType: "RANGE" },
        ],
        // An index would store the message twice, at double cost.
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: [tableAttributes.groupId] },
      },
    ],
  });
});

it("the event queue sets an event aside that its consumers failed on five times", () => {
  template.resourcePropertiesCountIs("AWS::SQS::Queue", { RedrivePolicy: { maxReceiveCount: 5 } }, 1);
});

describe("data", () => {
  it("outlives the stack and is backed up where a stage retains it", () => {
    const retained = synthesize({ retainData: true });
    for (const type of ["DynamoDB::Table", "SQS::Queue", "SecretsManager::Secret", "Logs::LogGroup"])
      retained.allResources(`AWS::${type}`, { DeletionPolicy: Match.stringLikeRegexp("^Retain") });
    retained.hasResourceProperties("AWS::DynamoDB::Table", {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  it("goes with the stack where it does not", () => {
    template.allResources("AWS::DynamoDB::Table", { DeletionPolicy: "Delete" });
  });
});

it("the outputs tell where the events are and what to give each vendor", () => {
  const outputs = Object.keys(template.findOutputs("*")).map((name) => name.toLowerCase());
  const shared =
    "QueueUrl QueueArn DeadLetterQueueUrl QuarantineQueueUrl OutboxRelayFunctionName MetricsNamespace TableName";
  const own = playedIds.flatMap((id) => [`${id}endpoint`, `${id}secretname`, `${id}functionname`]);
  expect(outputs).toEqual(expect.arrayContaining([...shared.toLowerCase().split(" "), ...own]));
});
