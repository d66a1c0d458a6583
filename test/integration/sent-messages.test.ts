import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import type { SentMessage } from "../../infra/local/aws/sent-messages.ts";
import { startLocalAws } from "../support/local-stores.ts";

const { aws, sqs, createQueue } = await startLocalAws();
const { url: queueUrl } = await createQueue();

function send(MessageBody: string, QueueUrl = queueUrl) {
  const ids = { MessageGroupId: "group", MessageDeduplicationId: MessageBody };
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...ids }));
}

it("tells of a message that a queue took, until the subscription ends", async () => {
  const heard: SentMessage[] = [];
  const end = aws.sent.subscribe((sent) => heard.push(sent));
  await send("first");
  await expect(send("lost", `${queueUrl}.not-there`)).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  end();
  await send("second");
  expect(heard).toEqual([{ queueUrls: [queueUrl], body: "first", deduplicationId: "first" }]);
});

it("tells of a message whose sender gets no answer", async () => {
  const taken = new Promise<SentMessage>((resolve) => aws.sent.subscribe(resolve));
  aws.faults.sqs.set({ mode: "hangs", takesEffect: true });
  const sending = send("unanswered");
  expect(await taken).toMatchObject({ body: "unanswered" });
  aws.faults.sqs.set({ mode: "up" });
  await expect(sending).rejects.toThrow();
});
