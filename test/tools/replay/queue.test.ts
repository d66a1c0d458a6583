import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createMessageQueue } from "../../../infra/aws-api/message-queue.ts";
import { fault, forThisTest, startWire, success, type WireResponse } from "../../unit/aws/wire.ts";

const messages = Array.from({ length: 25 }, (_, at) => ({
  id: `m-${at}`,
  receiptHandle: `r-${at}`,
  body: "",
}));
const Successful = Array.from({ length: 10 }, (_, index) => ({ Id: `m-${index}` }));

/** SQS gives these answers in turn, the last one again and again. */
async function setUp(...responses: readonly WireResponse[]) {
  const wire = await startWire(() => responses[wire.calls.length - 1] ?? responses.at(-1) ?? success());
  const client = forThisTest(new SQSClient(wire.clientSettings));
  return { wire, queue: createMessageQueue(client, `${wire.url}/1/quarantine.fifo`) };
}

describe("the quarantine queue", () => {
  it("hides what it receives, and waits so that SQS asks all its servers", async () => {
    const { wire, queue } = await setUp(success({ Messages: [] }));
    expect(await queue.receive(900)).toEqual([]);
    const input = { MaxNumberOfMessages: 10, VisibilityTimeout: 900, WaitTimeSeconds: 1 };
    expect(wire.calls).toMatchObject([{ operation: "ReceiveMessage", input }]);
  });

  it.each([
    ["remove", "DeleteMessageBatch"],
    ["hide", "ChangeMessageVisibilityBatch"],
  ] as const)("can %s any number, ten a call, and tells which worked", async (name, operation) => {
    const Failed = [{ Id: "m-13", SenderFault: true, Code: "ReceiptHandleIsInvalid" }];
    const { wire, queue } = await setUp(success({ Successful }), success({ Successful: [], Failed }));
    const done = await queue[name](messages, 60);
    expect([...done]).toEqual(messages.slice(0, 10).map(({ id }) => id));
    const Entries = [20, 21, 22, 23, 24].map((at) => ({ Id: `m-${at}`, ReceiptHandle: `r-${at}` }));
    expect(wire.calls).toHaveLength(3);
    expect(wire.calls.at(-1)).toMatchObject({ operation, input: { Entries } });
  });

  it("gives up on the rest when SQS does not take a batch", async () => {
    const { wire, queue } = await setUp(success({ Successful }), fault("AccessDenied", 403));
    expect((await queue.hide(messages, 0)).size).toBe(10);
    expect(wire.calls).toHaveLength(2);
  });
});
