import { randomUUID } from "node:crypto";
import { PublishCommand } from "@aws-sdk/client-sns";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";
import { drainQueue } from "../support/drain-queue.ts";
import { startLocalAws } from "../support/local-stores.ts";

const { aws, sns, sqs, createQueue } = await startLocalAws();
const maxBytes = 1024 * 1024;

/** A topic with two queues, and one for what has lost its queue. */
async function setUp() {
  const queues = { first: await createQueue(), second: await createQueue(), lost: await createQueue() };
  const attributes = { FifoTopic: "true", MaximumMessageSize: String(maxBytes) };
  const { arn: TopicArn } = aws.sns.createTopic(`${randomUUID()}.fifo`, attributes, undefined, localRegion);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queues.lost.arn });
  for (const { arn } of [queues.first, queues.second])
    aws.sns.subscribe(TopicArn, "sqs", arn, { RawMessageDelivery: "true", RedrivePolicy });
  const drain = async (name: keyof typeof queues) => {
    const messages = await drainQueue(aws.url, queues[name].url);
    return messages.map(({ body }) => body);
  };
  return { TopicArn, queues, drain };
}

function publish(TopicArn: string, Message: string) {
  const ids = { MessageGroupId: "group", MessageDeduplicationId: randomUUID() };
  const MessageAttributes = { outcome: { DataType: "String", StringValue: "passed" } };
  return sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes, ...ids }));
}

// SNS counts names, types and values of attributes too.
const bodyOf = (bytes: number) => "x".repeat(bytes - "outcomeStringpassed".length);

// consumers.test.ts has filters, order and repeats.
describe("a topic of the local SNS", () => {
  it.each([262_144, 262_145, maxBytes])("takes a message of %i bytes", async (bytes) => {
    const { TopicArn, drain } = await setUp();
    await publish(TopicArn, bodyOf(bytes));
    expect(await drain("second")).toEqual([bodyOf(bytes)]);
  });

  it("refuses a message of one byte more than 1 MiB", async () => {
    const { TopicArn, drain } = await setUp();
    const publishing = publish(TopicArn, bodyOf(maxBytes + 1));
    await expect(publishing).rejects.toMatchObject({ name: "InvalidParameterException" });
    expect(await drain("first")).toEqual([]);
  });

  it("keeps what it accepted for a queue that is gone, and the others get theirs", async () => {
    const { TopicArn, queues, drain } = await setUp();
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queues.first.url }));
    await publish(TopicArn, "& <é> 🙂 +%");
    expect([await drain("lost"), await drain("second")]).toEqual([["& <é> 🙂 +%"], ["& <é> 🙂 +%"]]);
  });

  it("is refused as SNS does if it is not there", async () => {
    const publishing = publish(`arn:aws:sns:${localRegion}:000000000000:missing.fifo`, "lost");
    await expect(publishing).rejects.toMatchObject({ name: "NotFoundException" });
  });
});
