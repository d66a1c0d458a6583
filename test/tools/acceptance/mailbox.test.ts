import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { openMailbox } from "../../../infra/acceptance/mailbox.ts";
import { startLocalAws } from "../../support/local-stores.ts";

const { sqs, createQueue } = await startLocalAws();
const ofDelivery = (correlationid: string) => JSON.stringify({ correlationid });

it("gives another's message back at once, and receives it once only", async () => {
  const queue = await createQueue();
  await queue.send(ofDelivery("own"), "a");
  await queue.send(ofDelivery("foreign"), "b");
  const isOwn = ({ Body }: { readonly Body?: string | undefined }) => Body === ofDelivery("own");
  const refuse = (queueUrl: string) => new Error(`refused ${queueUrl}`);
  await using mailbox = openMailbox(sqs, queue.url, { isOwn, refuse });
  for (let times = 0; times < 2; times += 1)
    await expect(mailbox.settle()).rejects.toThrow(`refused ${queue.url}`);
  expect(mailbox.arrivals().map(({ correlationId }) => correlationId)).toEqual(["own"]);
  const named = { MessageSystemAttributeNames: ["ApproximateReceiveCount" as const] };
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url, ...named }));
  expect(Messages).toMatchObject([
    { Body: ofDelivery("foreign"), Attributes: { ApproximateReceiveCount: "2" } },
  ]);
});
