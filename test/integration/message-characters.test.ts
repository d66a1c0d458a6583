import { createHash, randomUUID } from "node:crypto";
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { startLocalAws } from "../support/local-stores.ts";

const { aws, sqs, createQueue } = await startLocalAws();
const { url: QueueUrl } = await createQueue({ ContentBasedDeduplication: "true" });

/** The SDK checks each message's digest too. */
async function receive() {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  return Messages.map(({ Body = "", MD5OfBody }) => ({ Body, MD5OfBody }));
}

const digest = (text: string) => createHash("md5").update(text, "utf8").digest("hex");

it.each(["\t\n\r ~", "\uD7FF\uE000\uF8FF\uFFFD", "🙂", "\u{10000}\u{1FFFF}\u{10FFFF}"])(
  "SQS takes %j and gives it back as it was",
  async (MessageBody) => {
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: randomUUID() }),
    );
    expect(sent.MD5OfMessageBody).toBe(digest(MessageBody));
    const Entries = [{ Id: "1", MessageBody: `batch ${MessageBody}`, MessageGroupId: randomUUID() }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(await receive()).toEqual(
      [MessageBody, `batch ${MessageBody}`].map((Body) => ({ Body, MD5OfBody: digest(Body) })),
    );
  },
);

it.each(["\u0000", "\u000B", "\u001F", "\uD83D", "\uDE42", "\uDE42\uD83D", "\uFFFE", "\uFFFF"])(
  "SQS refuses %j",
  async (character) => {
    const input = { QueueUrl, MessageBody: `🙂${character}🙂`, MessageGroupId: randomUUID() };
    await expect(aws.callSqs("SendMessage", input)).rejects.toMatchObject({ code: "InvalidMessageContents" });
    expect(await receive()).toEqual([]);
  },
);
