import { setImmediate as nextTurn } from "node:timers/promises";
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type Message,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { buildApp } from "fauxqs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type MessageMoveTask, runMoveTask } from "../../../infra/local/aws/message-move-task.ts";
import { type CallSqs, callEmbeddedSqs } from "../../../infra/local/aws/sqs-calls.ts";
import { countDeadLetters, moveDeadLetters } from "../../../infra/replay/dead-letters.ts";
import { createDeadLetterQueues } from "./dead-letter-queues.ts";

type Queues = Awaited<ReturnType<typeof createDeadLetterQueues>>;
const move = (queues: Queues, changes: Partial<Parameters<typeof moveDeadLetters>[0]> = {}) =>
  moveDeadLetters({
    client: queues.client,
    queueUrl: queues.deadLetterUrl,
    stopped: new Promise(() => undefined),
    pause: () => nextTurn(),
    onProgress: () => undefined,
    ...changes,
  });
const bodiesOf = (messages: readonly { readonly Body?: string | undefined }[]) =>
  messages.map(({ Body }) => Body);

afterEach(() => void vi.useRealTimers());

describe("dead letters", () => {
  it("arrive once, with all they had, although their first send is not five minutes ago", async () => {
    const queues = await createDeadLetterQueues();
    await queues.send("one");
    await queues.giveUp();
    expect(await countDeadLetters({ client: queues.client, queueUrl: queues.deadLetterUrl })).toBe(1);
    expect(await move(queues)).toEqual({
      isComplete: true,
      text: "1 dead letter moved back to the queue.",
    });
    expect(await queues.drain(queues.queueUrl)).toMatchObject([
      {
        Body: "one",
        Attributes: { MessageGroupId: "one", ApproximateReceiveCount: "1" },
        MessageAttributes: { source: { DataType: "String", StringValue: "sample" } },
      },
    ]);
    expect(await queues.drain(queues.deadLetterUrl)).toEqual([]);
  });

  it("arrive again when the consumer has given up on them again", async () => {
    const queues = await createDeadLetterQueues();
    await queues.send("one");
    for (let round = 0; round < 3; round += 1) {
      await queues.giveUp();
      expect(await move(queues)).toMatchObject({ isComplete: true });
    }
    expect(bodiesOf(await queues.drain(queues.queueUrl))).toEqual(["one"]);
  });

  it("keep their order within a group", async () => {
    const queues = await createDeadLetterQueues();
    const bodies = ["1", "2", "3", "4"];
    for (const body of bodies) await queues.send(body, "the group");
    await queues.giveUp();
    await move(queues);
    expect(bodiesOf(await queues.drain(queues.queueUrl))).toEqual(bodies);
  });

  it("may be none", async () => {
    const queues = await createDeadLetterQueues();
    expect((await move(queues)).text).toBe("0 dead letters moved back to the queue.");
  });

  it("stay where they are, or have arrived, when their move is cancelled; the next move takes the rest", async () => {
    const queues = await createDeadLetterQueues();
    const bodies = Array.from({ length: 20 }, (_, at) => String(at + 10));
    for (const body of bodies) await queues.send(body);
    await queues.giveUp();
    // The slowest there is, so that it is still running when it is cancelled.
    const slow = { SourceArn: queues.deadLetterArn, MaxNumberOfMessagesPerSecond: 1 };
    await queues.client.send(new StartMessageMoveTaskCommand(slow));
    const seen: string[] = [];
    const end = await move(queues, {
      stopped: Promise.resolve(),
      onProgress: (text) => seen.push(text),
    });
    expect(end.isComplete).toBe(false);
    expect(end.text).toMatch(/^\d+ dead letters? moved back to the queue, then cancelled\.$/);
    expect(seen[0]).toMatch(/^\d+ of about 20 moved$/);
    expect(await move(queues)).toMatchObject({ isComplete: true });
    expect(bodiesOf(await queues.drain(queues.queueUrl)).toSorted()).toEqual(bodies);
  });

  it("are neither lost nor doubled, whichever call of a move fails and whether it had its effect", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 13 }),
        fc.boolean(),
        async (count, failingCall, hasEffect) => {
          const sqs = buildApp({ logger: false, defaultRegion: "us-east-1" });
          const call = callEmbeddedSqs(sqs);
          const [sourceUrl, destinationUrl] = [
            await createFifo(call, "dead.fifo"),
            await createFifo(call, "events.fifo"),
          ];
          const bodies = Array.from({ length: count }, (_, at) => `message ${at}`);
          for (const body of bodies) await sendTo(sourceUrl, body, call);
          let calls = 0;
          const failing: CallSqs = async (operation, input) => {
            calls += 1;
            if (calls !== failingCall) return call(operation, input);
            if (hasEffect) await call(operation, input);
            throw new Error("the connection was lost");
          };
          const first = aTask();
          await runMoveTask(first, { sourceUrl, destinationUrl }, failing);
          // Receive, send and delete for each, and one receive of nothing.
          expect(first.status).toBe(failingCall <= 3 * count + 1 ? "FAILED" : "COMPLETED");
          // As long as a message stays hidden whose move has failed.
          vi.setSystemTime(Date.now() + 31_000);
          const second = aTask();
          await runMoveTask(second, { sourceUrl, destinationUrl }, call);
          expect(second.status).toBe("COMPLETED");
          expect((await receiveAll(destinationUrl, call)).toSorted()).toEqual(bodies);
          await sqs.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("SQS's relay in the local AWS", () => {
  it("tells of tasks, the latest first, and gives the handle of a running one only", async () => {
    const {
      client,
      send,
      giveUp,
      deadLetterArn: SourceArn,
      queueArn: DestinationArn,
    } = await createDeadLetterQueues();
    for (let count = 0; count < 20; count += 1) await send(String(count));
    await giveUp();
    const MaxNumberOfMessagesPerSecond = 1;
    const start = new StartMessageMoveTaskCommand({
      SourceArn,
      DestinationArn,
      MaxNumberOfMessagesPerSecond,
    });
    const { TaskHandle } = await client.send(start);
    const list = async (MaxResults?: number) =>
      (await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults }))).Results;
    const settings = { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond };
    expect(await list()).toEqual([
      {
        ...settings,
        TaskHandle,
        Status: "RUNNING",
        ApproximateNumberOfMessagesMoved: expect.any(Number),
        ApproximateNumberOfMessagesToMove: 20,
        StartedTimestamp: expect.any(Number),
      },
    ]);
    await expect(client.send(start)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    const [cancelled] = (await list(10)) ?? [];
    expect(cancelled).not.toHaveProperty("TaskHandle");
    expect(cancelled?.Status).toMatch(/^CANCELL(ING|ED)$/);
    const again = client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    await expect(again).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("refuses what is no dead-letter queue, no queue, or no input of its own", async () => {
    const { client, queueArn, deadLetterArn, create } = await createDeadLetterQueues();
    const start = (input: ConstructorParameters<typeof StartMessageMoveTaskCommand>[0]) =>
      client.send(new StartMessageMoveTaskCommand(input)).then(
        () => "started",
        (error: unknown) => (error instanceof Error ? error.name : error),
      );
    const absent = queueArn.replace("events", "absent");
    const elsewhere = queueArn.replace("us-east-1", "eu-west-1");
    expect(await start({ SourceArn: queueArn })).toBe("InvalidParameterValue");
    expect(await start({ SourceArn: absent })).toBe("ResourceNotFoundException");
    expect(await start({ SourceArn: elsewhere })).toBe("ResourceNotFoundException");
    expect(await start({ SourceArn: deadLetterArn, DestinationArn: absent })).toBe(
      "ResourceNotFoundException",
    );
    expect(await start({ SourceArn: "events.fifo" })).toBe("InvalidParameterValue");
    for (const MaxNumberOfMessagesPerSecond of [0, 501, 1.5])
      expect(await start({ SourceArn: deadLetterArn, MaxNumberOfMessagesPerSecond })).toBe(
        "InvalidParameterValue",
      );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: 1 });
    await create("another.fifo", { RedrivePolicy });
    expect(await start({ SourceArn: deadLetterArn })).toBe("UnsupportedOperation");
    expect(await start({ SourceArn: deadLetterArn, DestinationArn: queueArn })).toBe("started");
  });
});

function aTask(): MessageMoveTask {
  return {
    handle: "handle",
    sourceArn: "dead",
    destinationArn: undefined,
    perSecond: undefined,
    toMove: 0,
    startedAtMs: 0,
    status: "RUNNING",
    moved: 0,
    failureReason: undefined,
  };
}

async function createFifo(call: CallSqs, QueueName: string): Promise<string> {
  await call("CreateQueue", { QueueName, Attributes: { FifoQueue: "true" } });
  return `http://localhost/000000000000/${QueueName}`;
}

async function sendTo(QueueUrl: string, body: string, call: CallSqs): Promise<void> {
  const ids = { MessageGroupId: body, MessageDeduplicationId: body };
  await call("SendMessage", { QueueUrl, MessageBody: body, ...ids });
}

/** One of a group at a time, so each is removed before the next. */
async function receiveAll(QueueUrl: string, call: CallSqs): Promise<(string | undefined)[]> {
  const bodies: (string | undefined)[] = [];
  for (;;) {
    const messages = messagesIn(await call("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 }));
    if (messages.length === 0) return bodies;
    bodies.push(...bodiesOf(messages));
    for (const { ReceiptHandle } of messages) await call("DeleteMessage", { QueueUrl, ReceiptHandle });
  }
}

function messagesIn(response: unknown): readonly Message[] {
  const isResponse = typeof response === "object" && response !== null && "Messages" in response;
  return isResponse && Array.isArray(response.Messages) ? response.Messages : [];
}
