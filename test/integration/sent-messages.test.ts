import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import type { SentMessage } from "../../infra/local/aws/sent-messages.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";

let aws: AwsEndpoint;
let sqs: SQSClient;
let queueUrl: string;
let heard: SentMessage[];

beforeAll(async () => {
  aws = await startAwsEndpoint(0);
  sqs = new SQSClient({
    endpoint: aws.url,
    region: localRegion,
    credentials: localCredentials,
    maxAttempts: 1,
  });
  const created = await sqs.send(
    new CreateQueueCommand({ QueueName: "some.fifo", Attributes: { FifoQueue: "true" } }),
  );
  queueUrl = created.QueueUrl ?? "";
});
beforeEach(() => {
  heard = [];
});
afterAll(async () => {
  sqs.destroy();
  await aws.stop();
});

const message = (body: string, QueueUrl = queueUrl) => ({
  QueueUrl,
  MessageBody: body,
  MessageGroupId: "group",
  MessageDeduplicationId: body,
  MessageAttributes: { source: { DataType: "String", StringValue: "acme" } },
});

it("tells of a message that a queue took, until it is told not to", async () => {
  const end = aws.sent.subscribe((one) => heard.push(one));
  await sqs.send(new SendMessageCommand(message("first")));
  end();
  await sqs.send(new SendMessageCommand(message("second")));
  expect(heard).toEqual([
    {
      queueUrl,
      body: "first",
      groupId: "group",
      deduplicationId: "first",
      attributes: { source: { DataType: "String", StringValue: "acme" } },
    },
  ]);
});

it("does not tell of one that was refused", async () => {
  const end = aws.sent.subscribe((one) => heard.push(one));
  await expect(
    sqs.send(new SendMessageCommand(message("lost", `${queueUrl}.not-there`))),
  ).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  end();
  expect(heard).toEqual([]);
});

it("tells of one whose sender never learns that it was taken", async () => {
  const taken = new Promise<SentMessage>((resolve) => aws.sent.subscribe(resolve));
  aws.faults.sqs.set({ mode: "hangs", takesEffect: true });
  const sending = sqs.send(new SendMessageCommand(message("unanswered")));
  expect(await taken).toMatchObject({ body: "unanswered" });
  aws.faults.sqs.set({ mode: "up" });
  await expect(sending).rejects.toThrow();
});
