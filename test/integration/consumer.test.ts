import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { consume } from "../../functions/package/consumer.ts";
import type { NotificationEvent } from "../../functions/package/events.ts";
import { type PollerOptions, poll } from "../../functions/package/poller.ts";
import { createSeenTable } from "../../functions/package/seen-table.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import { createIdempotencyTable } from "../../lib/aws/stores/idempotency-table.ts";
import {
  createLocalQueue,
  createLocalTable,
  type LocalQueue,
  localClientSettings,
} from "../support/local-stores.ts";
import { eventsOfExamples, fifoRecord } from "../support/queue-events.ts";

let aws: AwsEndpoint;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;
let example: string;

beforeAll(async () => {
  aws = await startAwsEndpoint(0);
  sqs = new SQSClient(localClientSettings(aws));
  dynamodb = new DynamoDBClient(localClientSettings(aws));
  [example = ""] = await eventsOfExamples("yoti");
});
afterAll(async () => {
  sqs.destroy();
  dynamodb.destroy();
  await aws.stop();
});

function anEvent(number: number, subject: string): string {
  return JSON.stringify({ ...JSON.parse(example), id: String(number).padStart(64, "0"), subject });
}

const numberOf = ({ id }: NotificationEvent) => Number(id);
const nothingLeft = { visible: 0, taken: 0 };

function startPolling(options: Omit<PollerOptions, "client">) {
  const poller = poll({ client: sqs, ...options });
  onTestFinished(() => poller.stop());
  return poller;
}

/** Polls with one second of visibility. Keeps handled numbers and error codes. */
function pollAndKeep(queueUrl: string) {
  const handled: number[] = [];
  const codes: string[] = [];
  startPolling({
    queueUrl,
    visibilityTimeoutSeconds: 1,
    onError: ({ code }) => codes.push(code),
    handlers: (event) => handled.push(numberOf(event)),
  });
  return { handled, codes };
}

/** Sends five events of two subjects. SQS gives one batch. */
async function sendTwoSubjects(queue: LocalQueue): Promise<void> {
  for (const number of [1, 2, 3, 4, 5]) {
    const subject = number === 5 ? "b" : "a";
    await queue.send(anEvent(number, subject), subject);
  }
}

/** Fails this event once. Keeps all numbers begun. */
function failOnceAt(failing: number) {
  const handled: number[] = [];
  const handlers = (event: NotificationEvent) => {
    const isFirst = !handled.includes(numberOf(event));
    handled.push(numberOf(event));
    if (numberOf(event) === failing && isFirst) throw new Error("not yet");
  };
  return { handled, handlers };
}

const until = (assertion: () => unknown) => vi.waitFor(assertion, { timeout: 15_000, interval: 50 });

describe("a poller", () => {
  it("handles every event once, each subject's in order, and leaves an empty queue", async () => {
    const queue = await createLocalQueue(aws);
    const subjects = ["a", "b", "c"];
    const numbers = Array.from({ length: 30 }, (_, index) => index);
    const subjectOf = (number: number) => subjects[number % subjects.length] ?? "";
    for (const number of numbers) await queue.send(anEvent(number, subjectOf(number)), subjectOf(number));
    const handled: NotificationEvent[] = [];
    startPolling({ queueUrl: queue.url, handlers: (event) => handled.push(event) });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    for (const subject of subjects) {
      const ofSubject = handled.filter((event) => event.subject === subject).map(numberOf);
      expect(ofSubject).toEqual(numbers.filter((number) => subjectOf(number) === subject));
    }
    expect(handled).toHaveLength(numbers.length);
  });

  it("brings a failed event again before those behind it, while other subjects go on", async () => {
    const queue = await createLocalQueue(aws);
    await sendTwoSubjects(queue);
    const { handled, handlers } = failOnceAt(2);
    startPolling({
      queueUrl: queue.url,
      visibilityTimeoutSeconds: 1,
      onError: () => undefined,
      handlers,
    });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    expect(handled).toEqual([1, 2, 5, 2, 3, 4]);
  });

  it("leaves what it cannot read to the dead-letter queue, and what is behind it of the same subject is handled then", async () => {
    const deadLetters = await createLocalQueue(aws);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 });
    const queue = await createLocalQueue(aws, { RedrivePolicy });
    await queue.send(anEvent(1, "a").replace("yoti.session.v1", "yoti.session.v2"), "a");
    const { handled, codes } = pollAndKeep(queue.url);
    await until(() => expect(codes).toEqual(["unknown_type", "unknown_type"]));
    await queue.send(anEvent(2, "a"), "a");
    await until(() => expect(handled).toEqual([2]));
    expect(await deadLetters.counts()).toEqual({ visible: 1, taken: 0 });
  });

  it("goes on by itself when the queue is back", async () => {
    const queue = await createLocalQueue(aws);
    // The cut-off call may still receive a message, which returns after a second.
    const { handled, codes } = pollAndKeep(queue.url);
    onTestFinished(() => aws.faults.sqs.set({ mode: "up" }));
    await until(() => expect(aws.faults.sqs.waiting()).toBe(1));
    aws.faults.sqs.set({ mode: "refuses" });
    await until(() => expect(codes).toContain("queue_unavailable"));
    aws.faults.sqs.set({ mode: "up" });
    await queue.send(anEvent(1, "a"), "a");
    await until(() => expect(handled).toEqual([1]));
  });

  it("that is stopped in the middle leaves the rest to the next, at once and in order", async () => {
    const queue = await createLocalQueue(aws);
    for (const number of [1, 2, 3, 4]) await queue.send(anEvent(number, "a"), "a");
    const handled: number[] = [];
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = startPolling({
      queueUrl: queue.url,
      async handlers(event) {
        if (numberOf(event) === 2) {
          begin();
          await gate;
        }
        handled.push(numberOf(event));
      },
    });
    await begun;
    const stopped = first.stop();
    open();
    await stopped;
    expect(handled).toEqual([1, 2]);
    expect(await queue.counts()).toEqual({ visible: 2, taken: 0 });
    startPolling({ queueUrl: queue.url, handlers: (event) => handled.push(numberOf(event)) });
    await until(() => expect(handled).toEqual([1, 2, 3, 4]));
  });

  it("finds the endpoint, the region and the credentials as the SDK does", async () => {
    const { region, credentials, endpoint } = localClientSettings(aws);
    vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
    vi.stubEnv("AWS_REGION", region);
    vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const queue = await createLocalQueue(aws);
    await queue.send(anEvent(1, "a"), "a");
    const handled: number[] = [];
    const poller = poll({ queueUrl: queue.url, handlers: (event) => handled.push(numberOf(event)) });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    await poller.stop();
    expect(handled).toEqual([1]);
  });
});

describe("a consumer in Lambda", () => {
  /** Imitates an event source mapping, but failed messages return at once. */
  async function invokeWithBatch(QueueUrl: string, handler: ReturnType<typeof consume>) {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["MessageGroupId"],
    });
    const { Messages = [] } = await sqs.send(command);
    const Records = Messages.map(({ MessageId = "", Body = "", Attributes }) =>
      fifoRecord(MessageId, Attributes?.MessageGroupId ?? "", Body),
    );
    const failures = (await handler({ Records })).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    );
    const isFailed = ({ MessageId = "" }: Message) => failures.includes(MessageId);
    for (const { ReceiptHandle } of Messages.filter((message) => !isFailed(message)))
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    for (const { ReceiptHandle } of Messages.filter(isFailed)) {
      const giveBack = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      await sqs.send(new ChangeMessageVisibilityCommand(giveBack));
    }
  }

  it("gets what is behind a failed event again, behind it, while other subjects go on", async () => {
    const queue = await createLocalQueue(aws);
    await sendTwoSubjects(queue);
    const { handled, handlers } = failOnceAt(2);
    const handler = consume(handlers, { onError: () => undefined });
    await invokeWithBatch(queue.url, handler);
    expect(handled).toEqual([1, 2, 5]);
    expect(await queue.counts()).toEqual({ visible: 3, taken: 0 });
    await invokeWithBatch(queue.url, handler);
    expect(handled).toEqual([1, 2, 5, 2, 3, 4]);
    expect(await queue.counts()).toEqual(nothingLeft);
  });
});

describe("what was seen", () => {
  it("is not handled again, by a poller or by Lambda, for as long as it is remembered", async () => {
    const tableName = await createLocalTable(dynamodb);
    const queue = await createLocalQueue(aws);
    const seen = createSeenTable({ tableName, consumer: "billing", client: dynamodb });
    const handled: number[] = [];
    const handlers = (event: NotificationEvent) => handled.push(numberOf(event));
    for (const number of [1, 1, 2]) await queue.send(anEvent(number, "a"), "a");
    startPolling({ queueUrl: queue.url, handlers, seen });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    const Records = [1, 2, 3].map((number) => fifoRecord(`m-${number}`, "a", anEvent(number, "a")));
    expect(await consume(handlers, { seen })({ Records })).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual([1, 2, 3]);
    const expired = createSeenTable({ tableName, consumer: "billing", retentionDays: -1, client: dynamodb });
    await expired.add("4");
    expect(await seen.has("4")).toBe(false);
  });

  it("is each consumer's own affair", async () => {
    const tableName = await createLocalTable(dynamodb);
    const [billing, audit] = ["billing", "audit"].map((consumer) =>
      createSeenTable({ tableName, consumer, client: dynamodb }),
    );
    await billing?.add("1");
    expect([await billing?.has("1"), await audit?.has("1")]).toEqual([true, false]);
  });

  it("is not what the intake remembers of its own, even in the same table", async () => {
    const tableName = await createLocalTable(dynamodb);
    const { id } = JSON.parse(example);
    const later = new Date(Date.now() + 60_000);
    const intake = createIdempotencyTable(dynamodb, tableName);
    await intake.add(id, later, 1000);
    const seen = createSeenTable({ tableName, consumer: "billing", client: dynamodb });
    expect(await seen.has(id)).toBe(false);
    const another = "f".repeat(64);
    await seen.add(another);
    expect(await intake.has(another, new Date(), 1000)).toBe(false);
  });

  it("is unknown while the table is out, and the event is still handled", async () => {
    const tableName = await createLocalTable(dynamodb);
    const seen = createSeenTable({ tableName, consumer: "billing", client: dynamodb });
    const handled: number[] = [];
    const codes: string[] = [];
    const handler = consume((event) => handled.push(numberOf(event)), {
      seen,
      onError: ({ code }) => codes.push(code),
    });
    onTestFinished(() => aws.faults.dynamodb.set({ mode: "up" }));
    for (const fault of [{ mode: "refuses" }, { mode: "hangs", takesEffect: false }] as const) {
      aws.faults.dynamodb.set(fault);
      const Records = [fifoRecord("m-1", "a", anEvent(1, "a"))];
      expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    }
    expect(handled).toEqual([1, 1]);
    expect(codes).toEqual(Array(4).fill("seen_unavailable"));
  });
});
