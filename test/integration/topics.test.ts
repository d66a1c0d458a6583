import { randomUUID } from "node:crypto";
import { PublishCommand } from "@aws-sdk/client-sns";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";
import { drainQueue } from "../support/drain-queue.ts";
import { type LocalQueue, startLocalAws } from "../support/local-stores.ts";

const { aws, sns, sqs, createQueue } = await startLocalAws();
const maxBytes = 1024 * 1024;

/** A topic with a queue for passed events, one for all, and one for what has lost its queue. */
async function setUp() {
  const queues = { passed: await createQueue(), all: await createQueue(), lost: await createQueue() };
  const attributes = { FifoTopic: "true", MaximumMessageSize: String(maxBytes) };
  const { arn: TopicArn } = aws.sns.createTopic(`${randomUUID()}.fifo`, attributes, undefined, localRegion);
  const subscribe = (queue: LocalQueue, own: Readonly<Record<string, string>>) => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queues.lost.arn });
    aws.sns.subscribe(TopicArn, "sqs", queue.arn, { RawMessageDelivery: "true", RedrivePolicy, ...own });
  };
  subscribe(queues.passed, { FilterPolicy: JSON.stringify({ outcome: ["passed"] }) });
  subscribe(queues.all, {});
  return {
    queues,
    drain: (name: keyof typeof queues) => drainQueue(aws.url, queues[name].url),
    publish: (Message: string, outcome: string, MessageDeduplicationId: string = randomUUID()) =>
      sns.send(
        new PublishCommand({
          TopicArn,
          Message,
          MessageGroupId: "group",
          MessageDeduplicationId,
          MessageAttributes: { outcome: { DataType: "String", StringValue: outcome } },
        }),
      ),
  };
}

/** With the attribute that `publish` adds. SNS and SQS count names, types and values of attributes too. */
const attributeBytes = "outcome".length + "String".length + "passed".length;

describe("a topic of the local SNS", () => {
  it("gives each queue what its filter takes, as it was published and in order", async () => {
    const { drain, publish } = await setUp();
    const bodies = ["first & <é>", "second 🙂", "third"];
    for (const body of bodies) await publish(body, body === "third" ? "failed" : "passed");
    const message = (body: string, outcome: string) => ({ body, groupId: "group", attributes: { outcome } });
    const passed = bodies.slice(0, 2).map((body) => message(body, "passed"));
    expect(await drain("passed")).toEqual(passed);
    expect(await drain("all")).toEqual([...passed, message("third", "failed")]);
  });

  it("keeps the deduplication id, by which each queue drops repeats", async () => {
    const { drain, publish } = await setUp();
    await publish("once", "passed", "id");
    await drain("passed");
    const { MessageId } = await publish("again", "passed", "id");
    expect(MessageId).toBeDefined();
    expect([await drain("passed"), await drain("all")]).toMatchObject([[], [{ body: "once" }]]);
  });

  it.each([262_144, 262_145, maxBytes])("takes a message of %i bytes", async (bytes) => {
    const { drain, publish } = await setUp();
    const body = "x".repeat(bytes - attributeBytes);
    await publish(body, "passed");
    expect((await drain("passed")).map((message) => message.body === body)).toEqual([true]);
  });

  it("refuses a message of one byte more than 1 MiB", async () => {
    const { drain, publish } = await setUp();
    await expect(publish("x".repeat(maxBytes + 1 - attributeBytes), "passed")).rejects.toMatchObject({
      name: "InvalidParameterException",
      $metadata: { httpStatusCode: 400 },
    });
    expect(await drain("all")).toEqual([]);
  });

  it("keeps for later what it accepted for a queue that is gone, and the others get theirs", async () => {
    const { queues, drain, publish } = await setUp();
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queues.passed.url }));
    await publish("kept", "passed");
    expect([await drain("lost"), await drain("all")]).toMatchObject([[{ body: "kept" }], [{ body: "kept" }]]);
  });
});

it("an unknown topic is refused as SNS does", async () => {
  const ids = { MessageGroupId: "group", MessageDeduplicationId: "id" };
  const TopicArn = `arn:aws:sns:${localRegion}:000000000000:missing.fifo`;
  const publishing = sns.send(new PublishCommand({ TopicArn, Message: "x", ...ids }));
  await expect(publishing).rejects.toMatchObject({ name: "NotFoundException" });
});
