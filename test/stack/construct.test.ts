import { join } from "node:path";
import { App, Duration, Stack, Stage } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/assertions";
import { Certificate, CertificateValidation } from "aws-cdk-lib/aws-certificatemanager";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { HostedZone } from "aws-cdk-lib/aws-route53";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { variableNames } from "../../lib/wiring/environment.ts";
import { type BuildProps, buildIntake, newApp, keyReminders, policyWith } from "../support/built-intake.ts";

const twins = { yoti: {}, "yoti-sandbox": { vendor: "yoti" }, frankieone: {} };
const truststore = join(projectDirectory, "infra", "example-truststore.pem");

function aFunction(scope: Construct, timeout = Duration.seconds(10)): LambdaFunction {
  const code = Code.fromInline("exports.handler = async () => undefined;");
  const runtime = Runtime.NODEJS_24_X;
  return new LambdaFunction(scope, "Consumer", { runtime, handler: "index.handler", code, timeout });
}

/** What a stack of the deployer's makes for an intake. */
function makeObjects(scope: Construct) {
  const name = "notifications.example.com";
  const hostedZone = new HostedZone(scope, "Zone", { zoneName: "example.com" });
  const certificate = new Certificate(scope, "Certificate", {
    domainName: name,
    validation: CertificateValidation.fromDns(hostedZone),
  });
  return {
    domains: {
      ordinary: { name, certificate, hostedZone },
      mutualTls: { name: `mtls.${name}`, certificate, hostedZone, truststore },
    },
    encryptionKey: new Key(scope, "Key"),
    alarmTopic: new Topic(scope, "Alarms"),
    vpc: new Vpc(scope, "Network"),
  };
}

describe("objects of the same CDK app", () => {
  it("synthesize in the same stack, where the key's policy lets the logs use it", () => {
    const { stack, template: templateOf } = buildIntake(makeObjects);
    const template = templateOf();
    const logs = { Principal: { Service: { "Fn::Join": ["", Match.arrayWith(["logs."])] } } };
    template.hasResourceProperties("AWS::KMS::Key", { KeyPolicy: policyWith(logs).PolicyDocument });
    expect(keyReminders(stack)).toEqual([]);
    template.hasResourceProperties("AWS::ApiGatewayV2::DomainName", {
      DomainNameConfigurations: [Match.objectLike({ CertificateArn: { Ref: Match.anyValue() } })],
    });
    template.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: [{ Ref: Match.anyValue() }] });
  });

  it.each([
    ["in another stack", (app: App): Construct => app],
    ["in a stage of CDK Pipelines", (app: App): Construct => new Stage(app, "Production")],
  ])("synthesize %s, without a cycle", (_, scopeOf) => {
    const app = newApp();
    const scope = scopeOf(app);
    const objects = makeObjects(new Stack(scope, "Objects"));
    const { template } = buildIntake(objects, new Stack(scope, "Intake"));
    app.synth();
    template().resourceCountIs("AWS::Lambda::Function", 3);
  });

  it("put every function into the network, with a permission for its interfaces", () => {
    const template = buildIntake((stack) => ({ vpc: new Vpc(stack, "Network") })).template();
    const Environment = { Variables: Match.objectLike({ [variableNames.table]: Match.anyValue() }) };
    const functions = template.findResources("AWS::Lambda::Function", { Properties: { Environment } });
    const placed = Object.values(functions).map(({ Properties }) => "SubnetIds" in Properties.VpcConfig);
    expect(placed).toEqual([true, true, true]);
    const allowed = policyWith({ Action: Match.arrayWith(["ec2:CreateNetworkInterface"]) });
    template.resourcePropertiesCountIs("AWS::IAM::Policy", allowed, 3);
  });

  it("hold a source's credentials, if its secret is one of them", () => {
    const template = buildIntake((stack) => {
      const secret = Secret.fromSecretNameV2(stack, "Own", "yoti/production");
      const encrypted = new Secret(stack, "Encrypted", { encryptionKey: new Key(stack, "Key") });
      return { sources: { yoti: { secret }, thales: { secret: encrypted } } };
    }).template();
    template.resourceCountIs("AWS::SecretsManager::Secret", 1);
    const ownKey = { "Fn::GetAtt": Match.anyValue() };
    const policy = policyWith({ Action: "kms:Decrypt", Resource: ownKey });
    template.resourcePropertiesCountIs("AWS::IAM::Policy", policy, 1);
    expect(JSON.stringify(template.findResources("AWS::IAM::Policy"))).toContain("yoti/production-??????");
  });
});

describe("the sources", () => {
  it("are those that are listed and no others, each with its own parts and its vendor's bundle", () => {
    const template = buildIntake({ sources: twins }).template();
    const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route"));
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      "POST /frankieone",
      "POST /frankieone/{requestId+}",
      "POST /yoti",
      "POST /yoti-sandbox",
    ]);
    template.resourceCountIs("AWS::SecretsManager::Secret", 3);
    const codeOf = (source: string) => {
      const Environment = { Variables: Match.objectLike({ [variableNames.source]: source }) };
      const found = template.findResources("AWS::Lambda::Function", { Properties: { Environment } });
      return Object.values(found).map(({ Properties }) => Properties.Code.S3Key);
    };
    expect(codeOf("yoti-sandbox")).toEqual(codeOf("yoti"));
    expect(codeOf("frankieone")).not.toEqual(codeOf("yoti"));
  });

  it("make the same template in any order", () => {
    const reversed = Object.fromEntries(Object.entries(twins).reverse());
    const [first, second] = [twins, reversed].map((sources) => buildIntake({ sources }).template());
    expect(second?.toJSON()).toEqual(first?.toJSON());
  });

  it("are found by their ids, with their metrics", () => {
    const { intake } = buildIntake({ sources: twins });
    const source = intake.source("yoti-sandbox");
    expect(source.handler.node.path).toContain("yoti-sandbox");
    expect(source.metric("refused").toMetricConfig().metricStat).toMatchObject({
      namespace: expect.stringMatching(/^Notifications\/.+\/yoti-sandbox$/),
      metricName: "Refused",
      statistic: "Sum",
    });
    expect(intake.metricAccepted().toMetricConfig().mathExpression?.expression).toContain(" + ");
    expect(() => intake.source("acme")).toThrow(/^the intake has no source "acme": it has frankieone, yoti/);
  });
});

describe("a mistake is a sentence at synthesis", () => {
  const env = { region: "eu-west-1", account: "111122223333" };
  const certificateArn = (region: string, account: string) =>
    `arn:aws:acm:${region}:${account}:certificate/1`;
  const domainWith = (stack: Stack, arn: string) => ({
    ordinary: { name: "a.acme.example", certificate: Certificate.fromCertificateArn(stack, "Arn", arn) },
  });

  it.each<readonly [string, (stack: Stack) => BuildProps, RegExp]>([
    ["no source", () => ({ sources: {} }), /^sources: lists no source/],
    [
      "two ids of the same name in outputs",
      () => ({ sources: { "yoti-1": { vendor: "yoti" }, yoti1: { vendor: "yoti" } } }),
      /^sources\.yoti1: another source has Yoti1 in its outputs too$/,
    ],
    [
      "one secret at two sources",
      (stack) => {
        const secret = new Secret(stack, "Shared");
        return { sources: { yoti: { secret }, "yoti-sandbox": { vendor: "yoti", secret } } };
      },
      /^sources\.yoti-sandbox\.secret: another source has the same secret$/,
    ],
    [
      "a FIFO topic",
      (stack) => ({ alarmTopic: new Topic(stack, "Fifo", { fifo: true }) }),
      /^alarmTopic: is a FIFO topic/,
    ],
    [
      "a topic of another region",
      (stack) => ({ alarmTopic: Topic.fromTopicArn(stack, "Other", "arn:aws:sns:us-east-1:111122223333:a") }),
      /^alarmTopic: is in us-east-1, and the stack is in eu-west-1$/,
    ],
    [
      "a certificate of another region",
      (stack) => ({ domains: domainWith(stack, certificateArn("us-east-1", "111122223333")) }),
      /^domains\.ordinary\.certificate: is in us-east-1, /,
    ],
    [
      "a certificate of another account",
      (stack) => ({ domains: domainWith(stack, certificateArn("eu-west-1", "444455556666")) }),
      /^domains\.ordinary\.certificate: is of the account 444455556666, /,
    ],
  ])("%s", (_, propsOf, sentence) => {
    const { stack, intake } = buildIntake(propsOf, new Stack(newApp(), "Test", { env }));
    const [fault, ...others] = intake.node.validate();
    expect(fault).toMatch(sentence);
    expect(others).toEqual([]);
    expect(() => App.of(stack)?.synth()).toThrow(fault);
  });
});

describe("addConsumer", () => {
  it("takes any function, also an alias, with the options of the event source", () => {
    const { stack, intake, template: templateOf } = buildIntake({ visibilityTimeout: Duration.minutes(2) });
    intake.addConsumer(aFunction(stack).addAlias("live"), { maxConcurrency: 5, batchSize: 3 });
    const template = templateOf();
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 3,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    template.hasResourceProperties("AWS::SQS::Queue", { VisibilityTimeout: 120 });
  });

  it("refuses a second one, and one that may work longer than SQS hides its events", () => {
    const { stack, intake } = buildIntake();
    const consumer = aFunction(stack, Duration.seconds(61));
    intake.addConsumer(consumer);
    intake.addConsumer(consumer);
    expect(intake.queue.node.validate()).toEqual([
      expect.stringMatching(/^addConsumer: .*half of the events$/),
      expect.stringMatching(/^visibilityTimeout: is 60 s, and the consumer's timeout is 61 s/),
    ]);
  });
});

describe("a gradual deployment", () => {
  it("gives a tenth of the calls to the new version and goes back at the source's own alarms", () => {
    const template = buildIntake({ sources: { yoti: {} }, gradualDeployment: true }).template();
    template.hasResourceProperties("AWS::CodeDeploy::DeploymentGroup", {
      DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
      AlarmConfiguration: { Enabled: true, Alarms: Array.from({ length: 4 }, () => Match.anyValue()) },
      AutoRollbackConfiguration: { Enabled: true, Events: Match.arrayWith(["DEPLOYMENT_STOP_ON_ALARM"]) },
    });
    const [alias = ""] = Object.keys(template.findResources("AWS::Lambda::Alias"));
    template.allResourcesProperties("AWS::ApiGatewayV2::Integration", { IntegrationUri: { Ref: alias } });
  });

  it("is off by default", () => {
    buildIntake().template().resourceCountIs("AWS::Lambda::Alias", 0);
  });
});
