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
  await expect.poll(() => wire.calls.length).toBe(secretRead.length);
  const deliver = async (event: HttpApiEvent | undefined) => {
    const before = wire.calls.length;
    const response = event && (await handler(event, context));
    const status = response && "statusCode" in response ? response.statusCode : undefined;
    return [status, ...wire.calls.slice(before).map(({ operation }) => operation)];
  };
  return { sender, wire, deliver };
}

describe.each(playedSources)("the AWS calls of $id", (source) => {
  it("are two as it starts, three for a new notification and one for a copy", async () => {
    const { sender, wire, deliver } = await setUp(source);
    expect(wire.calls.map(({ operation }) => operation)).toEqual(secretRead);
    const events = await sender.create(2);
    const write = source.signedFields.length > 0 ? "UpdateItem" : "PutItem";
    for (const event of events) {
      expect(await deliver(event)).toEqual([200, "GetItem", "SendMessage", write]);
      expect(await deliver(repeat(event))).toEqual([200, "GetItem"]);
    }
  });

  it("are none for a stranger, but for one look whether the secret has changed", async () => {
    const { sender, deliver } = await setUp(source);
    const [first, ...others] = await sender.forge(3);
    expect(await deliver(first)).toEqual([401, ...secretRead]);
    for (const event of others) expect(await deliver(event)).toEqual([401]);
  });
});

describe("the AWS calls of yoti", () => {
  it("are one for a notification that is never a duplicate", async () => {
    const source = vendors.find(({ id }) => id === "yoti");
    if (!source) throw new Error("there is no yoti");
    const { sender, deliver } = await setUp(source);
    const [event] = await sender.create(1, () => readExample("yoti", "resource-update"));
    expect(await deliver(event)).toEqual([200, "SendMessage"]);
    expect(await deliver(event)).toEqual([200, "SendMessage"]);
  });
});
