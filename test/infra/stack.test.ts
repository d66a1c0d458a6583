import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { sources } from "../../functions/sources.ts";
import { variableNames } from "../../lib/environment.ts";
import { tableAttributes } from "../../lib/table-attributes.ts";
import { permissionsOf, synthesize } from "../support/synthesized-stack.ts";

const template = synthesize();
const ids = sources.map(({ id }) => id);
const count = (type: string) => Object.keys(template.findResources(type)).length;

describe("the HTTP API", () => {
  it("has a POST route for every path of every source and no other route", () => {
    const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route"));
    const keys = routes.map(({ Properties }) => Properties.RouteKey).sort();
    expect(keys).toEqual(sources.flatMap(({ routes: paths }) => paths.map((path) => `POST ${path}`)).sort());
  });

  it("hands events of payload format 2.0 to one integration per source", () => {
    template.allResourcesProperties("AWS::ApiGatewayV2::Integration", { PayloadFormatVersion: "2.0" });
    expect(count("AWS::ApiGatewayV2::Integration")).toBe(ids.length);
  });

  it("answers no browser from another origin", () => {
    template.hasResourceProperties("AWS::ApiGatewayV2::Api", { CorsConfiguration: Match.absent() });
  });
});

describe("a source's function", () => {
  it("is one of its own, on Node 24 and arm64", () => {
    template.allResourcesProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
    });
    expect(count("AWS::Lambda::Function")).toBe(ids.length);
  });

  it.each(ids)("of %s may read its own secret and no other", (id) => {
    const reads = permissionsOf(template, id).filter(({ action }) => action.startsWith("secretsmanager:"));
    expect(reads.map(({ action }) => action)).toEqual(["secretsmanager:GetSecretValue"]);
    expect(reads[0]?.resource.toLowerCase()).toContain(`"ref":"intake${id}credentials`);
  });

  it.each(ids)("of %s may do these things and nothing else", (id) => {
    const actions = permissionsOf(template, id).map(({ action }) => action);
    expect(actions.sort()).toEqual([
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "secretsmanager:GetSecretValue",
      "sqs:SendMessage",
      "sqs:SendMessage",
    ]);
  });

  it.each(ids)("of %s has no permission on everything", (id) => {
    expect(permissionsOf(template, id).map(({ resource }) => resource)).not.toContain('"*"');
  });

  it("has no managed policy", () => {
    template.allResourcesProperties("AWS::IAM::Role", { ManagedPolicyArns: Match.absent() });
  });

  it("has the environment that its code reads", () => {
    for (const { Properties } of Object.values(template.findResources("AWS::Lambda::Function"))) {
      expect(Object.keys(Properties.Environment.Variables).sort()).toEqual(
        Object.values(variableNames).sort(),
      );
    }
  });

  it("gets no secret and no permission for one where no scheme uses it", () => {
    const ranges = { ranges: ["203.0.113.0/24"] };
    const byAddress = synthesize({ sources: { thales: { authentication: { sourceAddress: ranges } } } });
    expect(permissionsOf(byAddress, "thales").map(({ action }) => action)).not.toContain(
      "secretsmanager:GetSecretValue",
    );
    byAddress.resourceCountIs("AWS::SecretsManager::Secret", ids.length - 1);
  });

  it("writes to a log group of its own that forgets after the stage's time", () => {
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
    expect(count("AWS::Logs::LogGroup")).toBe(ids.length + 1);
  });
});

describe("a secret", () => {
  it("starts with a random value that no source can use", () => {
    template.allResourcesProperties("AWS::SecretsManager::Secret", {
      GenerateSecretString: { SecretStringTemplate: "{}", GenerateStringKey: "replaceThisValue" },
    });
  });
});

describe("the table", () => {
  it("forgets by the attribute that the code writes", () => {
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: [{ AttributeName: tableAttributes.key, KeyType: "HASH" }],
      TimeToLiveSpecification: { AttributeName: tableAttributes.expiresAt, Enabled: true },
    });
  });

  it("is encrypted and paid by request", () => {
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      SSESpecification: { SSEEnabled: true },
      BillingMode: "PAY_PER_REQUEST",
    });
  });
});

describe("the queues", () => {
  it("are three, first in first out, encrypted, and keep messages for fourteen days", () => {
    template.resourceCountIs("AWS::SQS::Queue", 3);
    template.allResourcesProperties("AWS::SQS::Queue", {
      FifoQueue: true,
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
  });

  it("take messages of one mebibyte", () => {
    template.allResourcesProperties("AWS::SQS::Queue", { MaximumMessageSize: 1_048_576 });
  });

  it("count limits and duplicates per subject", () => {
    template.allResourcesProperties("AWS::SQS::Queue", {
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
      ContentBasedDeduplication: false,
    });
  });

  it("set an event aside that its consumers failed on five times", () => {
    template.resourcePropertiesCountIs("AWS::SQS::Queue", { RedrivePolicy: { maxReceiveCount: 5 } }, 1);
  });

  it("are reached over TLS alone", () => {
    template.allResourcesProperties("AWS::SQS::QueuePolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
        ]),
      },
    });
    template.resourceCountIs("AWS::SQS::QueuePolicy", 3);
  });
});

describe("data", () => {
  it("outlives the stack and is backed up where a stage retains it", () => {
    const retained = synthesize({ retainData: true });
    for (const type of [
      "AWS::DynamoDB::Table",
      "AWS::SQS::Queue",
      "AWS::SecretsManager::Secret",
      "AWS::Logs::LogGroup",
    ]) {
      retained.allResources(type, { DeletionPolicy: Match.stringLikeRegexp("^Retain") });
    }
    retained.hasResourceProperties("AWS::DynamoDB::Table", {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  it("goes with the stack where it does not", () => {
    template.allResources("AWS::DynamoDB::Table", { DeletionPolicy: "Delete" });
  });
});

describe("the outputs", () => {
  it("tell where the events are and what to give each vendor", () => {
    for (const name of ["QueueUrl", "QueueArn", "DeadLetterQueueUrl", "QuarantineQueueUrl", "TableName"]) {
      template.hasOutput(name, {});
    }
    for (const id of ids) {
      const outputs = Object.keys(template.findOutputs("*")).map((name) => name.toLowerCase());
      expect(outputs).toEqual(expect.arrayContaining([`${id}endpoint`, `${id}secretname`]));
    }
  });
});
