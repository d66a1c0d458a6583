import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Aspects } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NagSuppressions,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from "cdk-nag";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { NotificationIntakeStack } from "../../infra/notification-intake-stack.ts";
import { projectDirectory } from "../../infra/project.ts";
import { readStageSettings } from "../../infra/settings/read-stage-settings.ts";
import { keyReminders } from "../support/built-intake.ts";
import { permissionsOf, readStages, sourcesNamedIn, synthesizeStage } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const example = synthesizeStage("example");
const stackOf = (stage: string) =>
  new NotificationIntakeStack(new App({ outdir: temporaryDirectory() }), "Nag", {
    stage,
    settings: readStageSettings(readStages(), stage),
  });
const ids = vendors.map(({ id }) => id);
const named = sourcesNamedIn("example");

describe("data at rest", () => {
  const key = Match.stringLikeRegexp("^arn:aws:kms:");

  it.each<readonly [string, object]>([
    ["SecretsManager::Secret", { KmsKeyId: key }],
    ["DynamoDB::Table", { SSESpecification: { SSEType: "KMS", KMSMasterKeyId: key } }],
    ["Logs::LogGroup", { KmsKeyId: key }],
    ["Lambda::Function", { KmsKeyArn: key }],
  ])("is encrypted with the stage's own key where it has one: %s", (type, properties) => {
    example.allResourcesProperties(`AWS::${type}`, properties);
  });

  it("is encrypted with that key in every queue that SNS does not need for what it could not deliver", () => {
    const queues = Object.entries(example.findResources("AWS::SQS::Queue"));
    const others = queues.filter(([, { Properties }]) => Properties.KmsMasterKeyId === undefined);
    expect(queues).toHaveLength(10);
    expect(others.map(([id]) => /Undelivered/.test(id))).toEqual([true, true, true]);
  });

  it.each([...ids, "outboxrelay"])("is decrypted for %s by AWS's services alone", (id) => {
    const ofKey = permissionsOf(example, id).filter(({ action }) => action.startsWith("kms:"));
    expect(ofKey.map(({ action }) => action).sort()).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
    for (const { resource, condition } of ofKey) {
      expect(resource).toMatch(/^"arn:aws:kms:/);
      const services = condition.match(/(?<=")[a-z]+(?=\.)/g) ?? [];
      expect(services).toEqual(["dynamodb", "lambda", "secretsmanager", "sqs", "sns"]);
      expect(condition).toMatch(/^{"StringEquals":{"kms:ViaService":\[/);
    }
  });

  it("needs the key's own policy for the logs, which the synthesis says once", () => {
    const counts = ["dev", "example"].map((stage) => keyReminders(stackOf(stage)).length);
    expect(counts).toEqual([0, 1]);
  });
});

describe("the API", () => {
  it.each(vendors.flatMap(({ routes }) => routes))("lets through only so much on %s", (path) => {
    const limits = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 };
    example.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      RouteSettings: { [`POST ${path}`]: Match.objectLike(limits) },
    });
  });

  it("keeps an access log without addresses, agents and bodies", () => {
    const [stage] = Object.values(example.findResources("AWS::ApiGatewayV2::Stage"));
    const { Format } = stage?.Properties.AccessLogSettings ?? {};
    expect(Format).not.toMatch(/identity|userAgent|sourceIp|path\b|requestOverride/i);
    expect(Format).toContain("$context.status");
  });

  it("leaves each source's function no more containers than the stage says", () => {
    const limited = { ReservedConcurrentExecutions: 20 };
    example.resourcePropertiesCountIs("AWS::Lambda::Function", limited, named.length);
  });
});

/** AwsSolutions rules that this stack breaks, with reasons. test/stack/stack.test.ts counts the dead-letter queue. */
const suppressions = {
  APIG4: "Vendors cannot be asked to use API Gateway's authorizers; each function authenticates.",
  SMG4: "The secrets are agreed with the vendors; they are rotated together with them.",
  IAM5: "CDK lets a schedule invoke every version of its function.",
  DDB3: "A stage that does not retain data has nothing that is worth recovering.",
  SQS3: "Quarantine is where things are set aside; nobody consumes it who could fail.",
  APIG1: "Each function logs each delivery; the API's own line would cost as much again, so a stage chooses.",
};

/** Errors and warnings whose text has this form. */
function findingsOf(stack: NotificationIntakeStack, form: string) {
  const [annotations, text] = [Annotations.fromStack(stack), Match.stringLikeRegexp(form)];
  return [...annotations.findError("*", text), ...annotations.findWarning("*", text)];
}

it.each(["dev", "example"])("cdk-nag's AwsSolutions finds nothing unexplained in the stage %s", (name) => {
  const stack = stackOf(name);
  Aspects.of(stack).add(new AwsSolutionsChecks({ verbose: true }));
  const rules = Object.entries(suppressions).map(([id, reason]) => ({ id: `AwsSolutions-${id}`, reason }));
  NagSuppressions.addStackSuppressions(stack, rules);
  const found = findingsOf(stack, "AwsSolutions-.*");
  expect(found.map(({ id, entry }) => `${id}: ${String(entry.data).slice(0, 160)}`)).toEqual([]);
});

const [, auditTable = ""] = readFileSync(join(projectDirectory, "docs/operating.md"), "utf8").split(
  "\n## 8. For an auditor\n",
);
/** The auditor's table: rules, and settings that follow them. */
const auditRows = [...auditTable.matchAll(/^\| (`[A-Z]\w+`(?:, `\w+`)*) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, rules = "", , setting = ""]) => ({
    rules: [...rules.matchAll(/\w+/g)].map(([rule]) => rule),
    isChosen: setting.startsWith("`"),
  }),
);

const packs = [ServerlessChecks, NIST80053R4Checks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks];

describe("the auditor's table in docs/operating.md", () => {
  /** The rules that a stage breaks, without their packs' names. */
  function rulesNamedIn(stage: string): string[] {
    const named = packs.flatMap((Pack) => {
      const stack = stackOf(stage);
      Aspects.of(stack).add(new Pack({ verbose: true }));
      return findingsOf(stack, "^\\S+-\\w+.*: ");
    });
    return named.map(({ entry }) => /^\S+-(\w+)/.exec(String(entry.data))?.[1] ?? "");
  }
  const sorted = (rules: readonly string[]) => [...new Set(rules)].sort();

  it("names every rule of cdk-nag's other packs that the stage dev does not follow, and no other", () => {
    expect(sorted(rulesNamedIn("dev"))).toEqual(sorted(auditRows.flatMap(({ rules }) => rules)));
  });

  it("names the settings with which the stage example follows the rest", () => {
    const always = auditRows.filter(({ isChosen }) => !isChosen).flatMap(({ rules }) => rules);
    expect(sorted(rulesNamedIn("example"))).toEqual(sorted(always));
  });
});
