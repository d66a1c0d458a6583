import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { handler } from "../../docs/examples/consumer/consumer.ts";
import { ConsumerStack } from "../../docs/examples/consumer/consumer-stack.ts";
import { yoti } from "../../functions/yoti/source.ts";
import { readStageSettings } from "../../infra/settings.ts";
import { exampleBody } from "../support/examples.ts";
import { createSourceHarness } from "../support/source-harness.ts";
import { readStages, today } from "../support/synthesized-stack.ts";

describe("the example of a stack with a consumer", () => {
  const template = Template.fromStack(
    new ConsumerStack(new App(), "Consumer", readStageSettings(readStages(), "dev", today)),
  );

  it("hands events to the function, which reports what it could not do", () => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^IntakeQueuesEvents"), "Arn"] },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("lets the function receive and delete events", () => {
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(["sqs:ReceiveMessage", "sqs:DeleteMessage"]) }),
        ]),
      },
    });
  });
});

describe("the example of a consumer", () => {
  const attributes = {
    ApproximateReceiveCount: "1",
    SentTimestamp: "0",
    SenderId: "",
    ApproximateFirstReceiveTimestamp: "0",
  };
  const record = (messageId: string, group: string, body: string): SQSRecord => ({
    messageId,
    body,
    receiptHandle: "",
    attributes: { ...attributes, MessageGroupId: group },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "us-east-1",
  });

  it("gives back what it could not read, and what is behind it of the same subject", async () => {
    const intake = createSourceHarness(yoti, { secrets: [{ token: "token" }] });
    await intake.deliver({
      headers: { authorization: "Bearer token" },
      body: exampleBody("yoti", "session-completion"),
    });
    const good = intake.eventQueue.messages[0]?.body ?? "";
    const Records = [
      record("1", "a", good),
      record("2", "b", "{}"),
      record("3", "b", good),
      record("4", "a", good),
    ];
    const { batchItemFailures } = await handler({ Records });
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(["2", "3"]);
  });
});
