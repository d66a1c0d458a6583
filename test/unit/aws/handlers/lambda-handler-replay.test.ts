import { describe, expect, it } from "vitest";
import { lambdaHandler } from "../../../../lib/aws/handlers/lambda-handler.ts";
import { sampleSource } from "../../source/sample-vendor.ts";
import { captureOutput } from "../captured-output.ts";
import { anHttpApiEvent } from "../events.ts";
import { setUpLambda } from "../lambda-wire.ts";

const context = { getRemainingTimeInMillis: () => 15_000 };
const key = "0123456789abcdef".repeat(4);
const quarantined = JSON.stringify({
  id: key,
  source: "sample",
  recordedtime: "2026-11-21T09:30:00.000Z",
  correlationid: "canary-correlation",
  issues: [{ code: "unexpected" }],
  delivery: {
    id: "request-1",
    pathParameters: { requestId: "canary-path" },
    body: Buffer.from('{"id":"canary-id"}').toString("base64"),
    proven: {},
  },
});
const replay = { quarantined, dryRun: false, accepted: false };

async function setUp() {
  const output = captureOutput();
  const { wire, variables } = await setUpLambda('{"secret":"canary-secret"}');
  const handler = lambdaHandler(sampleSource(), variables);
  const operations = () =>
    wire.calls.map(({ operation }) => operation).filter((operation) => operation !== "GetSecretValue");
  return { output, operations, wire, handler };
}

describe("lambdaHandler, invoked directly", () => {
  it("replays a quarantined delivery, and logs one line with nothing that came with it", async () => {
    const { handler, operations, output } = await setUp();
    const receipt = await handler({ replay }, context);
    expect(receipt).toMatchObject({ outcome: "accepted", event: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(operations()).toEqual(["GetItem", "SendMessage", "PutItem"]);
    expect(output.lines()).toMatchObject([{ replay: JSON.parse(JSON.stringify(receipt)) }]);
    expect(output.text()).not.toMatch(/canary/);
    expect(output.text()).not.toContain(Buffer.from('{"id":"canary-id"}').toString("base64"));
  });

  it("calls nothing for a dry run", async () => {
    const { handler, operations } = await setUp();
    const dryRun = { replay: { ...replay, dryRun: true } };
    expect(await handler(dryRun, context)).toMatchObject({ outcome: "understood" });
    expect(operations()).toEqual([]);
  });

  const { requestContext, ...withoutContext } = anHttpApiEvent();
  it.each([
    ["a whole event of API Gateway", { ...anHttpApiEvent(), replay }],
    ["a request context", { requestContext, replay }],
    ["everything but a request context", { ...withoutContext, replay }],
    ["headers", { headers: {}, replay }],
    ["a body", { body: "{}", replay }],
    ["one unknown field", { replay, other: undefined }],
    ["a field inside", { replay: { ...replay, other: true } }],
  ])("never takes an event for a replay that has %s beside it", async (_, event) => {
    const { handler, operations } = await setUp();
    const became = await handler(event, context).then(
      (response) => ("outcome" in response ? "a replay" : response.statusCode),
      () => "an error",
    );
    // A delivery without credentials, or nothing at all.
    expect([401, "an error"]).toContain(became);
    expect(operations()).toEqual([]);
  });

  it.each([
    ["a stranger's", {}, 401, []],
    ["the vendor's", { "x-secret": "canary-secret" }, 200, ["GetItem", "SendMessage", "PutItem"]],
  ])("takes %s body that looks like a replay for a delivery", async (_, headers, statusCode, calls) => {
    const { handler, operations, wire } = await setUp();
    const event = { ...anHttpApiEvent(), headers, body: JSON.stringify({ replay }) };
    expect(await handler(event, context)).toMatchObject({ statusCode });
    expect(operations()).toEqual(calls);
    // It has no identity, so it is quarantined itself; nothing in it is sent on.
    for (const { operation, input } of wire.calls)
      if (operation === "SendMessage")
        expect(input).toMatchObject({ QueueUrl: expect.stringMatching(/quarantine\.fifo$/) });
  });
});
