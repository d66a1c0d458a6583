import { describe, expect, it } from "vitest";
import { lambdaHandler } from "../../../../lib/aws/handlers/lambda-handler.ts";
import { type Variables, variableNames } from "../../../../lib/wiring/environment.ts";
import { sampleSource } from "../../source/sample-vendor.ts";
import { captureOutput } from "../captured-output.ts";
import { anHttpApiEvent } from "../events.ts";
import { setUpLambda } from "../lambda-wire.ts";

const secret = "canary-secret";
const event = (body: string, headers: Readonly<Record<string, string>> = { "x-secret": secret }) => ({
  ...anHttpApiEvent(),
  headers,
  body,
});
type Event = Parameters<ReturnType<typeof lambdaHandler>>[0];
const context = { getRemainingTimeInMillis: () => 15_000 };

async function setUp(changes: Variables = {}, current = JSON.stringify({ secret }), previous?: string) {
  const output = captureOutput();
  const { wire, state, variables } = await setUpLambda(current, previous);
  const handler = lambdaHandler(sampleSource(), { ...variables, ...changes });
  const operations = () =>
    wire.calls.map(({ operation }) => operation).filter((operation) => operation !== "GetSecretValue");
  return { output, wire, state, operations, handler: (given: Event) => handler(given, context) };
}
const calls = ["GetItem", "SendMessage", "PutItem"];
const notification = event('{"id":"i-1"}');

describe("lambdaHandler", () => {
  it.each([
    ["takes a delivery in", false],
    ["defers the message while the queue is out", true],
  ])("%s with three calls, and knows its duplicate with one", async (_, isQueueOut) => {
    const { handler, operations, state } = await setUp();
    state.isQueueOut = isQueueOut;
    const headers = { "content-type": "text/plain" };
    const response = { statusCode: 200, headers, body: "taken", isBase64Encoded: false };
    expect(await handler(notification)).toEqual(response);
    expect(operations()).toEqual(calls);
    expect(await handler(notification)).toEqual(response);
    expect(operations()).toEqual([...calls, "GetItem"]);
  });

  it("sends what it understands to one queue and the rest to the other", async () => {
    const { handler, wire } = await setUp();
    await handler(notification);
    await handler(event("not JSON"));
    const sent = wire.calls.filter(({ operation }) => operation === "SendMessage");
    expect(sent.map(({ input }) => input)).toMatchObject([
      { QueueUrl: expect.stringMatching(/events\.fifo$/) },
      { QueueUrl: expect.stringMatching(/quarantine\.fifo$/) },
    ]);
  });

  it("takes deliveries in without a secret where no scheme uses one", async () => {
    const { handler, wire } = await setUp({
      [variableNames.authentication]: '{"sourceAddress":{"ranges":["192.0.2.0/24"]}}',
      [variableNames.secretId]: undefined,
    });
    expect(await handler(event('{"id":"i-1"}', {}))).toMatchObject({ statusCode: 200 });
    expect(wire.calls).toHaveLength(3);
  });

  it.each([
    ["a variable", { [variableNames.table]: undefined }],
    ["the secret id that its scheme needs", { [variableNames.secretId]: undefined }],
    ["any scheme", { [variableNames.authentication]: "{}" }],
    ["settings that a scheme has", { [variableNames.authentication]: '{"sharedSecret":{"a":"b"}}' }],
    ["a scheme of that name", { [variableNames.authentication]: '{"nobody":{}}' }],
  ])("throws before the first delivery without %s", async (_, changes) => {
    const { variables } = await setUpLambda("");
    expect(() => lambdaHandler(sampleSource(), { ...variables, ...changes })).toThrow(
      expect.objectContaining({ code: "configuration_invalid" }),
    );
  });
});

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

describe("lambdaHandler, invoked directly", () => {
  it("replays a quarantined delivery, and logs one line with nothing that came with it", async () => {
    const { handler, operations, output } = await setUp();
    const receipt = await handler({ replay });
    expect(receipt).toMatchObject({ outcome: "accepted", event: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(operations()).toEqual(calls);
    expect(output.lines()).toMatchObject([{ replay: JSON.parse(JSON.stringify(receipt)) }]);
    expect(output.text()).not.toMatch(/canary/);
    expect(output.text()).not.toContain(Buffer.from('{"id":"canary-id"}').toString("base64"));
  });

  it("calls nothing for a dry run", async () => {
    const { handler, operations } = await setUp();
    const dryRun = { replay: { ...replay, dryRun: true } };
    expect(await handler(dryRun)).toMatchObject({ outcome: "understood" });
    expect(operations()).toEqual([]);
  });

  const { headers: _, requestContext, ...bare } = anHttpApiEvent();
  it.each<readonly [string, Event]>([
    ["a whole event of API Gateway", { ...anHttpApiEvent(), replay }],
    ["a request context", { requestContext, replay }],
    ["everything but a request context", { ...bare, headers: {}, replay }],
    ["headers", { headers: {}, replay }],
    ["a body", { body: "{}", replay }],
    ["one unknown field", Object({ replay, other: undefined })],
    ["a field inside", Object({ replay: { ...replay, other: true } })],
    // As emulators write them.
    ["no headers", { ...bare, requestContext }],
    ["null for everything", { headers: null, body: null, requestContext: null }],
    ["nothing", {}],
  ])("is refused as a stranger's delivery with %s", async (_, given) => {
    const { handler, operations } = await setUp();
    expect(await handler(given)).toMatchObject({ statusCode: 401 });
    expect(operations()).toEqual([]);
  });

  it.each([
    ["a stranger's", {}, 401, []],
    ["the vendor's", { "x-secret": "canary-secret" }, 200, calls],
  ])("takes %s body that looks like a replay for a delivery", async (_, headers, statusCode, expected) => {
    const { handler, operations, wire } = await setUp();
    expect(await handler(event(JSON.stringify({ replay }), headers))).toMatchObject({ statusCode });
    expect(operations()).toEqual(expected);
    // It has no identity, so quarantine keeps it whole.
    for (const { operation, input } of wire.calls)
      if (operation === "SendMessage")
        expect(input).toMatchObject({ QueueUrl: expect.stringMatching(/quarantine\.fifo$/) });
  });
});

describe("its log", () => {
  const headers = {
    "x-secret": secret,
    authorization: "canary-authorization",
    cookie: "canary-cookie",
    "x-correlation-id": "canary@example.com",
    "user-agent": "canary-agent",
  };
  const stranger = { ...headers, "x-secret": "canary-guess" };

  it.each([
    ["an accepted delivery", '{"id":"canary-id","name":"canary-name"}', headers, false, "accepted"],
    ["a quarantined delivery", "canary-text", headers, false, "quarantined"],
    ["a refused delivery", '{"id":"canary-id"}', stranger, false, "refused"],
    ["a failed delivery", '{"id":"canary-id"}', headers, true, "failed"],
  ])("has one line for %s, and nothing that came with it", async (_, body, given, areStoresOut, outcome) => {
    const { handler, output, state } = await setUp();
    state.isQueueOut = areStoresOut;
    state.isTableOut = areStoresOut;
    await handler({ ...event(body, given), pathParameters: { requestId: "canary-path" } });
    expect(output.lines()).toEqual([
      expect.objectContaining({ outcome, requestId: "JKJaXmPLvHcESHA=", durationMs: expect.any(Number) }),
    ]);
    expect(output.text()).not.toMatch(/canary|192\.0\.2\.1/);
    expect(output.text()).not.toContain(Buffer.from(body).toString("base64"));
  });

  const refused = "http://127.0.0.1:1";
  const secretFault = (cause: RegExp) => ({
    code: "secret_unavailable",
    cause: expect.stringMatching(cause),
  });
  it.each<readonly [string, Variables, object]>([
    ["refused", { AWS_ENDPOINT_URL: refused }, secretFault(/^ECONNREFUSED$/)],
    // Never resolves (RFC 6761, section 6.4).
    [
      "of an unknown name",
      { AWS_ENDPOINT_URL: "http://nobody.invalid" },
      secretFault(/^(ENOTFOUND|EAI_AGAIN)$/),
    ],
    [
      "to the table refused",
      { AWS_ENDPOINT_URL_DYNAMODB: refused },
      { outcome: "accepted", tableFault: "ECONNREFUSED" },
    ],
  ])("names a connection %s by its code, and again in the second after it", async (_, changes, line) => {
    const { handler, output } = await setUp(changes);
    for (const body of ['{"id":"i-1"}', '{"id":"i-2"}']) await handler(event(body));
    expect(output.lines()).toMatchObject([line, line]);
  });

  const unusable = { level: "WARN", secret: "unusable_version", reason: "not_json" };
  it.each([
    [
      "that is unusable, at each read, and says why at a delivery that fails for it",
      ["canary-user:canary-password"],
      // The function reads an unusable secret once more.
      [unusable, unusable, { outcome: "failed", code: "secret_unusable", cause: "not_json" }],
    ],
    [
      "that is unusable although the version before it serves",
      ["canary-user:canary-password", JSON.stringify({ secret })],
      [unusable, { outcome: "accepted" }],
    ],
    [
      "but not of a version before the current one",
      [JSON.stringify({ secret }), '{"replaceThisValue":"canary"}'],
      [{ outcome: "accepted" }],
    ],
  ])("warns of a secret %s", async (_, [current, previous], lines) => {
    const { handler, output } = await setUp({}, current, previous);
    await handler(notification);
    expect(output.lines()).toMatchObject(lines);
    expect(output.text()).not.toContain("canary");
  });
});
