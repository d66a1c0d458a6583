import { App, Aspects } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks, NagSuppressions } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { sources } from "../../functions/sources.ts";
import { NotificationIntakeStack } from "../../infra/notification-intake-stack.ts";
import { readStageSettings } from "../../infra/settings.ts";
import {
  permissionsOf,
  readStages,
  sourcesNamedIn,
  synthesize,
  synthesizeStage,
  today,
} from "../support/synthesized-stack.ts";

const example = synthesizeStage("example");
const ids = sources.map(({ id }) => id);
const named = sources.filter(({ id }) => sourcesNamedIn("example").includes(id));

describe("a source's function cannot", () => {
  it.each(ids)("read another's secret: %s", (id) => {
    const resources = permissionsOf(example, id)
      .map(({ resource }) => resource.toLowerCase())
      .join();
    for (const other of ids.filter((one) => one !== id))
      expect(resources).not.toContain(`${other}credentials`);
  });

  it.each(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"])(
    "take events off the queue: %s",
    (action) => {
      for (const id of ids) expect(permissionsOf(example, id).map((one) => one.action)).not.toContain(action);
    },
  );

  it.each(["dynamodb:Scan", "dynamodb:Query", "dynamodb:DeleteItem"])(
    "look around in the table: %s",
    (action) => {
      for (const id of ids) expect(permissionsOf(example, id).map((one) => one.action)).not.toContain(action);
    },
  );
});

describe("data at rest", () => {
  const key = Match.stringLikeRegexp("^arn:aws:kms:");

  it("is encrypted with the stage's own key where it has one", () => {
    example.allResourcesProperties("AWS::SQS::Queue", { KmsMasterKeyId: key });
    example.allResourcesProperties("AWS::SecretsManager::Secret", { KmsKeyId: key });
    example.hasResourceProperties("AWS::DynamoDB::Table", {
      SSESpecification: { SSEType: "KMS", KMSMasterKeyId: key },
    });
  });
});

describe("the API", () => {
  it.each(named.flatMap(({ routes }) => routes))("lets through only so much on %s", (path) => {
    const limits = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 };
    example.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      RouteSettings: { [`POST ${path}`]: Match.objectLike(limits) },
    });
  });

  it("keeps no access log that a stage does not ask for", () => {
    synthesize().hasResourceProperties("AWS::ApiGatewayV2::Stage", { AccessLogSettings: Match.absent() });
  });

  it("keeps an access log without addresses, agents and bodies", () => {
    const [stage] = Object.values(example.findResources("AWS::ApiGatewayV2::Stage"));
    expect(stage?.Properties.AccessLogSettings.Format).not.toMatch(
      /identity|userAgent|sourceIp|path\b|requestOverride/i,
    );
    expect(stage?.Properties.AccessLogSettings.Format).toContain("$context.status");
  });

  it("leaves each source's function no more containers than the stage says", () => {
    const limited = { ReservedConcurrentExecutions: 20 };
    example.resourcePropertiesCountIs("AWS::Lambda::Function", limited, named.length);
  });
});

/** Rules of AwsSolutions that this stack does not follow, and why. */
const suppressions = [
  {
    id: "AwsSolutions-APIG4",
    reason: "Vendors cannot be asked to use API Gateway's authorizers; each function authenticates.",
  },
  {
    id: "AwsSolutions-SMG4",
    reason: "The secrets are agreed with the vendors; they are rotated together with them.",
  },
  {
    id: "AwsSolutions-IAM5",
    reason: "Log streams are named by Lambda at run time; key actions are granted in families.",
  },
  {
    id: "AwsSolutions-DDB3",
    reason: "A stage that does not retain data has nothing that is worth recovering.",
  },
];

describe("cdk-nag's AwsSolutions", () => {
  it.each(["dev", "example"])("finds nothing unexplained in the stage %s", (stage) => {
    const app = new App();
    const stack = new NotificationIntakeStack(app, "Nag", {
      settings: readStageSettings(readStages(), stage, today),
    });
    Aspects.of(app).add(new AwsSolutionsChecks({ verbose: true }));
    NagSuppressions.addStackSuppressions(stack, suppressions);
    NagSuppressions.addResourceSuppressionsByPath(stack, "/Nag/Intake/Queues/Quarantine/Resource", [
      {
        id: "AwsSolutions-SQS3",
        reason: "Quarantine is where things are set aside; nobody consumes it who could fail.",
      },
    ]);
    if (stage === "dev") {
      NagSuppressions.addResourceSuppressionsByPath(stack, "/Nag/Intake/Api/Stage/Resource", [
        {
          id: "AwsSolutions-APIG1",
          reason:
            "Each function logs each delivery; the API's own line would cost as much again, so a stage chooses.",
        },
      ]);
    }
    const rule = Match.stringLikeRegexp("AwsSolutions-.*");
    const found = [
      ...Annotations.fromStack(stack).findError("*", rule),
      ...Annotations.fromStack(stack).findWarning("*", rule),
    ];
    expect(found.map(({ id, entry }) => `${id}: ${String(entry.data).slice(0, 160)}`)).toEqual([]);
  });
});
