import type { Stack } from "aws-cdk-lib";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { describe, expect, it } from "vitest";
import { variableNames } from "../../lib/wiring/environment.ts";
import {
  type BuildProps,
  buildIntake,
  deniesPlainText,
  keyReminders,
  policyWith,
} from "../support/built-intake.ts";

const several = { onboarding: { sources: ["yoti"] }, cards: { sources: ["thales"] }, audit: {} };

const withKey = (stack: Stack, props: BuildProps) => ({ ...props, encryptionKey: new Key(stack, "Key") });
const resourcesOf = (template: Template, type: string) => Object.values(template.findResources(type));

describe("one consumer without filter or archive", () => {
  // stack.test.ts has the queues and the variables of one that is left out.
  it("is written to directly, and has no topic, whatever its name", () => {
    const template = buildIntake({ consumers: { billing: {} } }).template();
    template.resourceCountIs("AWS::SNS::Topic", 0);
    const variables = { [variableNames.eventQueueUrl]: Match.anyValue() };
    template.allResourcesProperties("AWS::Lambda::Function", { Environment: { Variables: variables } });
  });

  it("is the same whether it is left out or named events", () => {
    const [first, second] = [{}, { consumers: { events: {} } }].map((props) => buildIntake(props).template());
    expect(second?.toJSON()).toEqual(first?.toJSON());
  });
});

describe("several consumers, a filter or an archive", () => {
  const template = buildIntake({ consumers: several }).template();

  it.each<readonly [string, BuildProps]>([
    ["a filter", { consumers: { events: { outcomes: ["passed"] } }, unrouted: "drop" }],
    ["an archive", { archiveDays: 30 }],
  ])("need a topic: %s", (_, props) => {
    buildIntake(props).template().resourceCountIs("AWS::SNS::Topic", 1);
  });

  it("share a FIFO topic that is encrypted, takes TLS only, and has the queues' size and order", () => {
    template.hasResourceProperties("AWS::SNS::Topic", {
      FifoTopic: true,
      ContentBasedDeduplication: false,
      FifoThroughputScope: "MessageGroup",
      MaximumMessageSize: 1_048_576,
      KmsMasterKeyId: Match.anyValue(),
      ArchivePolicy: Match.absent(),
      TracingConfig: Match.absent(),
    });
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: { Statement: [Match.objectLike(deniesPlainText)] },
    });
  });

  it("are traced through the topic if the functions are", () => {
    const traced = buildIntake({ consumers: several, tracing: true }).template();
    traced.hasResourceProperties("AWS::SNS::Topic", { TracingConfig: "Active" });
  });

  it("get the same bytes and attributes as from a queue, by their filters, and lose nothing that SNS took", () => {
    const subscriptions = resourcesOf(template, "AWS::SNS::Subscription").map(({ Properties }) => Properties);
    expect(subscriptions.map(({ FilterPolicy }) => FilterPolicy)).toEqual(
      expect.arrayContaining([{ source: ["yoti"] }, { source: ["thales"] }, undefined]),
    );
    expect(subscriptions).toHaveLength(3);
    for (const { RawMessageDelivery, RedrivePolicy } of subscriptions) {
      expect(RawMessageDelivery).toBe(true);
      expect(JSON.stringify(RedrivePolicy)).toContain("Undelivered");
    }
    // SNS may not use every key, and then it could not keep an event here.
    const encrypted = buildIntake((stack) => withKey(stack, { consumers: several })).template();
    const undelivered = Object.entries(encrypted.findResources("AWS::SQS::Queue"))
      .filter(([id]) => id.includes("Undelivered"))
      .map(([, { Properties }]) => [Properties.SqsManagedSseEnabled, Properties.KmsMasterKeyId]);
    expect(undelivered).toEqual(Array(3).fill([true, undefined]));
    const topic = { ArnEquals: { "aws:SourceArn": { Ref: Match.stringLikeRegexp("Topic") } } };
    const sending = policyWith({ Action: "sqs:SendMessage", Condition: topic });
    template.resourcePropertiesCountIs("AWS::SQS::QueuePolicy", sending, 6);
  });

  it("are fed by the functions alone, and only once all have subscribed", () => {
    const functions = resourcesOf(template, "AWS::Lambda::Function");
    for (const { DependsOn, Properties } of functions) {
      expect(DependsOn.filter((id: string) => /Subscription/.test(id))).toHaveLength(3);
      expect(Properties.Environment.Variables).not.toHaveProperty(variableNames.eventQueueUrl);
    }
    const allowed = policyWith({ Action: "sns:Publish", Resource: { Ref: Match.stringLikeRegexp("Topic") } });
    template.resourcePropertiesCountIs("AWS::IAM::Policy", allowed, functions.length);
  });

  it("have alarms of their own", () => {
    const alarms = Object.keys(template.findResources("AWS::CloudWatch::Alarm")).join(" ");
    for (const name of ["Onboarding", "Cards", "Audit"])
      for (const alarm of ["DeadLetters", "OldestEvent", "Undelivered"])
        expect(alarms).toContain(`${name}${alarm}`);
    expect(alarms).toContain("TopicFailed");
  });

  it("are reached by their ids, and not as if there were one", () => {
    const { intake } = buildIntake({ consumers: several });
    expect(intake.consumer("audit").queue).not.toBe(intake.consumer("cards").queue);
    expect(() => intake.queue).toThrow(/^the intake has several consumers, so name one: .* audit, cards, /);
    expect(() => intake.consumer("crm")).toThrow(/^the intake has no consumer "crm": it has audit, /);
  });
});

it("an archive keeps the topic when the stack goes, because SNS refuses to delete it", () => {
  buildIntake({ archiveDays: 30 })
    .template()
    .hasResource("AWS::SNS::Topic", {
      DeletionPolicy: "Retain",
      Properties: { ArchivePolicy: { MessageRetentionPeriod: 30 } },
    });
});

describe("another account", () => {
  const account = "444455556666";
  const consumers = { audit: { account }, crm: {} };

  it("may receive and delete its consumer's events", () => {
    const template = buildIntake({ consumers: { audit: { account } } }).template();
    const receiving = policyWith({
      Action: Match.arrayWith(["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
      Principal: { AWS: Match.objectLike({ "Fn::Join": ["", Match.arrayWith([`:iam::${account}:root`])] }) },
    });
    template.hasResourceProperties("AWS::SQS::QueuePolicy", receiving);
  });

  it("may use the key through SQS alone", () => {
    const template = buildIntake((stack) => withKey(stack, { consumers })).template();
    const [key] = resourcesOf(template, "AWS::KMS::Key");
    const statements: { Principal: unknown; Condition: unknown }[] = key?.Properties.KeyPolicy.Statement;
    const ofAccount = statements.filter(({ Principal }) => JSON.stringify(Principal).includes(account));
    expect(ofAccount.map(({ Condition }) => JSON.stringify(Condition))).toEqual([
      expect.stringContaining("kms:ViaService"),
    ]);
  });

  it("needs statements in an imported key's policy, which the synthesis prints", () => {
    const arn = "arn:aws:kms:eu-west-1:111122223333:key/1";
    const { stack } = buildIntake((own) => ({ consumers, encryptionKey: Key.fromKeyArn(own, "Own", arn) }));
    const [info] = keyReminders(stack);
    for (const part of ["sns.amazonaws.com", "logs.", `${account}:root`, "aws:SourceAccount"])
      expect(String(info?.entry.data)).toContain(part);
  });
});

describe("a mistake is a sentence", () => {
  const combinations = {
    sources: ["yoti", "thales"],
    outcomes: ["passed", "failed", "review", "pending", "error", "ready", "updated", "unknown"],
  } as const;

  it.each<readonly [string, BuildProps, RegExp]>([
    ["no consumer", { consumers: {} }, /^consumers: lists no consumer/],
    ["an id", { consumers: { Audit: {} } }, /^consumers\.Audit: an id is /],
    ["a reserved id", { consumers: { quarantine: {}, crm: {} } }, /^consumers\.quarantine: is a name that /],
    ["an account", { consumers: { audit: { account: "1" } } }, /^consumers\.audit\.account: is no account/],
    ["a source", { consumers: { hr: { sources: ["acme"] } } }, /^consumers\.hr\.sources: there is no "acme"/],
    ["a type", { consumers: { hr: { types: ["acme"] } } }, /^consumers\.hr\.types: there is no "acme"/],
    ["an empty list", { consumers: { hr: { outcomes: [] } } }, /^consumers\.hr\.outcomes: lists nothing/],
    ["days", { archiveDays: 366 }, /^archiveDays: is not a whole number from 1 to 365$/],
    [
      "an event that nobody takes",
      { consumers: { cards: { sources: ["thales"] }, sessions: { sources: ["yoti"], outcomes: ["ready"] } } },
      /^consumers: none takes yoti passed, yoti failed, .*yoti unknown: SNS would drop/,
    ],
  ])("%s", (_, props, sentence) => {
    const [fault] = buildIntake(props).intake.node.validate();
    expect(fault).toMatch(sentence);
  });

  it("and what SNS takes is none", () => {
    const { intake } = buildIntake({ consumers: { audit: combinations, rest: {} } });
    expect(intake.node.validate()).toEqual([]);
  });
});
