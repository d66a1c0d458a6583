import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { openMailbox } from "../../../infra/acceptance/mailbox.ts";
import { createMessageQueue } from "../../../infra/aws-api/message-queue.ts";
import { startLocalAws } from "../../support/local-stores.ts";

const { sqs, createQueue } = await startLocalAws();
const ofDelivery = (correlationid: string) => JSON.stringify({ correlationid });

it("gives another's message back at once, and receives it once only", async () => {
  const { url: QueueUrl, send } = await createQueue();
  await send(ofDelivery("own"), "a");
  await send(ofDelivery("foreign"), "b");
  const mailbox = openMailbox(createMessageQueue(sqs, QueueUrl), {
    isOwn: ({ body }) => body === ofDelivery("own"),
    refuse: () => new Error("refused"),
  });
  for (let times = 0; times < 2; times += 1) await expect(mailbox.settle()).rejects.toThrow("refused");
  expect(mailbox.arrivals().map(({ correlationId }) => correlationId)).toEqual(["own"]);
  const named = { MessageSystemAttributeNames: ["ApproximateReceiveCount" as const] };
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...named }));
  expect(Messages).toMatchObject([
    { Body: ofDelivery("foreign"), Attributes: { ApproximateReceiveCount: "2" } },
  ]);
});
