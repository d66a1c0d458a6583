import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createFifoQueue } from "../../../../lib/aws/stores/fifo-queue.ts";
import type { QueueName } from "../../../../lib/source/queue-name.ts";
import { fault, forThisTest, type Respond, startWire, success } from "../wire.ts";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo";
const message = {
  body: '{"é":1.0}',
  groupId: "yoti.group",
  deduplicationId: "key",
  attributes: { source: "yoti", type: "yoti.session.v1", outcome: "ready" },
};
// SendMessage: "An MD5 digest of the non-URL-encoded message body string."
const taken = success({
  MessageId: "m-1",
  MD5OfMessageBody: createHash("md5").update(message.body, "utf8").digest("hex"),
});

async function setUp(respond: Respond, name: QueueName = "events") {
  const wire = await startWire(respond);
  return { wire, queue: createFifoQueue(forThisTest(new SQSClient(wire.settings)), queueUrl, name) };
}

describe("createFifoQueue", () => {
  it("sends a message in one call, with its group, its deduplication id and its attributes", async () => {
    const { wire, queue } = await setUp(() => taken);
    await queue.send(message, 1000);
    expect(wire.calls).toEqual([
      {
        operation: "SendMessage",
        input: {
          QueueUrl: queueUrl,
          MessageBody: '{"é":1.0}',
          MessageGroupId: "yoti.group",
          MessageDeduplicationId: "key",
          MessageAttributes: {
            source: { DataType: "String", StringValue: "yoti" },
            type: { DataType: "String", StringValue: "yoti.session.v1" },
            outcome: { DataType: "String", StringValue: "ready" },
            "content-type": { DataType: "String", StringValue: "application/cloudevents+json" },
          },
        },
      },
    ]);
  });

  it("sends a quarantined delivery as JSON, without an outcome", async () => {
    const { wire, queue } = await setUp(() => taken, "quarantine");
    const attributes = { source: "yoti", type: "quarantined", outcome: undefined };
    await queue.send({ ...message, attributes }, 1000);
    expect(wire.calls).toEqual([
      {
        operation: "SendMessage",
        input: expect.objectContaining({
          MessageAttributes: {
            source: { DataType: "String", StringValue: "yoti" },
            type: { DataType: "String", StringValue: "quarantined" },
            "content-type": { DataType: "String", StringValue: "application/json" },
          },
        }),
      },
    ]);
  });

  it.each([
    ["an error of the service", () => fault("InternalError", 500)],
    ["a refusal", () => fault("AccessDenied")],
    ["a digest of another body", () => success({ MessageId: "m-1", MD5OfMessageBody: "0".repeat(32) })],
    ["an answer that never comes", () => "silence"],
  ] satisfies readonly (readonly [string, Respond])[])("throws at %s", async (_, respond) => {
    const { queue } = await setUp(respond);
    await expect(queue.send(message, 300)).rejects.toThrow(Error);
  });
});
