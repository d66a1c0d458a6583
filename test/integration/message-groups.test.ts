import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it, vi } from "vitest";
import { startLocalAws } from "../support/local-stores.ts";

const { sqs, createQueue } = await startLocalAws();
const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

async function setUp(attributes: Readonly<Record<string, string>> = {}) {
  const { url: QueueUrl, send } = await createQueue(attributes);
  for (const body of ["a0", "a1", "a2", "a3", "b0"]) await send(body, body.slice(0, 1));
  return {
    send,
    async receive(MaxNumberOfMessages = 10, VisibilityTimeout = 600) {
      const MessageSystemAttributeNames = ["All" as const];
      const command = { QueueUrl, MaxNumberOfMessages, VisibilityTimeout, MessageSystemAttributeNames };
      return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? [];
    },
    remove: async (messages: readonly Message[]) => {
      for (const { ReceiptHandle } of messages)
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    giveBack: ({ ReceiptHandle }: Message) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    giveBackTogether: (messages: readonly Message[]) => {
      const entry = ({ MessageId: Id, ReceiptHandle }: Message) => ({
        Id,
        ReceiptHandle,
        VisibilityTimeout: 0,
      });
      return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: messages.map(entry) }));
    },
  };
}

describe("a queue of the local SQS", () => {
  it("gives the messages of a group together, in order, before those of the next", async () => {
    const { receive } = await setUp();
    const messages = await receive();
    expect(bodies(messages)).toEqual(["a0", "a1", "a2", "a3", "b0"]);
    expect(messages.map(({ Attributes }) => Attributes?.MessageGroupId)).toEqual(["a", "a", "a", "a", "b"]);
  });

  it("gives none of a group that is behind one in flight", async () => {
    const { receive, remove, send } = await setUp();
    const [first, second] = await receive(2);
    expect([first?.Body, second?.Body]).toEqual(["a0", "a1"]);
    expect(bodies(await receive())).toEqual(["b0"]);
    await remove([first ?? {}]);
    await send("a4", "a");
    expect(await receive()).toEqual([]);
    await remove([second ?? {}]);
    expect(bodies(await receive())).toEqual(["a2", "a3", "a4"]);
  });

  it("keeps the order of what is given back, one by one and together", async () => {
    const { receive, remove, giveBack, giveBackTogether } = await setUp();
    const [a0, a1, a2, a3] = await receive();
    await remove([a0 ?? {}]);
    await giveBack(a2 ?? {});
    expect(await receive()).toEqual([]);
    await giveBack(a1 ?? {});
    // a3 is in flight still.
    const again = await receive();
    expect(bodies(again)).toEqual(["a1", "a2"]);
    await giveBack(a3 ?? {});
    expect(await receive()).toEqual([]);
    expect(again.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(["2", "2"]);
    await giveBackTogether(again.toReversed());
    expect(bodies(await receive())).toEqual(["a1", "a2", "a3"]);
  });

  it("keeps the order of what was not deleted in time", async () => {
    const { receive, remove } = await setUp();
    const [a0] = await receive(10, 1);
    await remove([a0 ?? {}]);
    const again: Message[] = [];
    await vi.waitFor(
      async () => {
        again.push(...(await receive()));
        expect(again).toHaveLength(4);
      },
      { timeout: 15_000, interval: 50 },
    );
    expect(bodies(again.filter(({ Body }) => Body !== "b0"))).toEqual(["a1", "a2", "a3"]);
  });

  it("gives each message once in a batch that stays visible", async () => {
    const { receive } = await setUp();
    expect(bodies(await receive(10, 0))).toEqual(["a0", "a1", "a2", "a3", "b0"]);
    expect(bodies(await receive()).toSorted()).toEqual(["a0", "a1", "a2", "a3", "b0"]);
  });

  it("moves what was received too often to the dead letters in its order, and gives the rest", async () => {
    const deadLetters = await createQueue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 });
    const { receive, giveBack } = await setUp({ RedrivePolicy });
    for (const message of (await receive(2)).toReversed()) await giveBack(message);
    expect(bodies(await receive()).toSorted()).toEqual(["a2", "a3", "b0"]);
    const command = new ReceiveMessageCommand({ QueueUrl: deadLetters.url, MaxNumberOfMessages: 10 });
    expect(bodies((await sqs.send(command)).Messages ?? [])).toEqual(["a0", "a1"]);
  });
});
