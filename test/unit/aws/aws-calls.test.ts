import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { readExample } from "../../../infra/simulators/simulators.ts";
import { lambdaHandler } from "../../../lib/aws/handlers/lambda-handler.ts";
import { variableNames } from "../../../lib/wiring/environment.ts";
import { createSender, type HttpApiEvent, repeat } from "../../proofs/bench/notifications.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import { captureOutput } from "./captured-output.ts";
import { setUpLambda } from "./lambda-wire.ts";

const context = { getRemainingTimeInMillis: () => 15_000 };
const secretRead = ["GetSecretValue", "GetSecretValue"];

/** A container with its secret. Each delivery returns its status and AWS calls. */
async function setUp(source: (typeof vendors)[number]) {
  captureOutput();
  const sender = await createSender(source.id);
  const { wire, variables } = await setUpLambda(sender.secret);
  const authentication = JSON.stringify(source.defaultAuthentication);
  const handler = lambdaHandler(source, { ...variables, [variableNames.authentication]: authentication });
  const operations = () => wire.calls.map(({ operation }) => operation);
  // At the start.
  await expect.poll(operations).toEqual(secretRead);
  const deliver = async (event: HttpApiEvent) => {
    const before = wire.calls.length;
    const response = await handler(event, context);
    return ["statusCode" in response && response.statusCode, ...operations().slice(before)];
  };
  return { sender, deliver };
}

describe.each(playedSources)("the AWS calls of $id", (source) => {
  it("are three for a new notification, and one for a copy", async () => {
    const { sender, deliver } = await setUp(source);
    const write = source.signedFields.length > 0 ? "UpdateItem" : "PutItem";
    for (const event of await sender.create(2)) {
      expect(await deliver(event)).toEqual([200, "GetItem", "SendMessage", write]);
      expect(await deliver(repeat(event))).toEqual([200, "GetItem"]);
    }
  });

  it("are none for a stranger, but for one look whether the secret has changed", async () => {
    const { sender, deliver } = await setUp(source);
    const responses = [];
    for (const event of await sender.forge(3)) responses.push(await deliver(event));
    expect(responses).toEqual([[401, ...secretRead], [401], [401]]);
  });
});

it.each(vendors.filter(({ id }) => id === "yoti"))(
  "the AWS calls of $id are one for a notification that is never a duplicate",
  async (source) => {
    const { sender, deliver } = await setUp(source);
    for (const event of await sender.create(1, () => readExample("yoti", "resource-update")))
      for (const copy of [event, repeat(event)]) expect(await deliver(copy)).toEqual([200, "SendMessage"]);
  },
);
