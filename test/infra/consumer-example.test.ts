import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { handler } from "../../docs/examples/consumer/consumer.ts";
import { ConsumerStack } from "../../docs/examples/consumer/consumer-stack.ts";
import { readStageSettings } from "../../infra/settings.ts";
import { eventsOfExamples, fifoRecord } from "../support/queue-events.ts";
import { readStages, today } from "../support/synthesized-stack.ts";
import { captureOutput } from "../unit/aws/captured-output.ts";

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
  it("tells what came of whom, and gives back what it could not read with all behind it", async () => {
    const output = captureOutput();
    const [good = ""] = await eventsOfExamples("yoti");
    const { id, subject, data } = JSON.parse(good);
    const Records = [
      fifoRecord("1", "a", good),
      fifoRecord("2", "b", "{}"),
      fifoRecord("3", "b", good),
      fifoRecord("4", "a", good),
    ];
    const again = [{ itemIdentifier: "2" }, { itemIdentifier: "3" }];
    expect(await handler({ Records })).toEqual({ batchItemFailures: again });
    const told = { id, subject, outcome: data.outcome };
    const refused = expect.objectContaining({ code: "unknown_type", messageId: "2" });
    expect(output.lines()).toEqual([told, refused, told]);
  });
});
