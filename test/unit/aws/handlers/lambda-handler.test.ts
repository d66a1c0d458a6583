import { describe, expect, it, vi } from "vitest";
import { lambdaHandler } from "../../../../lib/aws/handlers/lambda-handler.ts";
import { type Variables, variableNames } from "../../../../lib/wiring/environment.ts";
import { interpretSample, sampleSource } from "../../source/sample-vendor.ts";
import { captureOutput } from "../captured-output.ts";
import { anHttpApiEvent } from "../events.ts";
import { setUpLambda } from "../lambda-wire.ts";
import { startWire, success } from "../wire.ts";

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

const sent = { body: '{"id":"canary-id"}', pathParameters: { requestId: "canary" }, correlationId: "canary" };
const normalize = () => {
  throw new TypeError("of the version that quarantined it");
};
const { message: quarantined } = interpretSample(sent, { normalize });
const replay = { quarantined, dryRun: false, accepted: false };

describe("lambdaHandler", () => {
  const headers = {
    "x-secret": secret,
    authorization: "canary-authorization",
    cookie: "canary-cookie",
    "x-correlation-id": "canary@example.com",
    "user-agent": "canary-agent",
  };
  const stranger = { ...headers, "x-secret": "canary-guess" };
  const body = '{"id":"canary-id","name":"canary-name"}';
  const likeReplay = JSON.stringify({ replay });

  it.each([
    { outcome: "accepted", text: body },
    { outcome: "deferred", text: body, out: { isQueueOut: true } },
    { outcome: "quarantined", text: "canary-text", queue: /quarantine\.fifo$/ },
    // Whatever looks like a replay.
    { outcome: "quarantined", text: likeReplay, queue: /quarantine\.fifo$/ },
    { outcome: "refused", text: likeReplay, given: stranger, status: 401, expected: [] },
    { outcome: "failed", text: body, out: { isQueueOut: true, isTableOut: true }, status: 503 },
  ])("has one line for a delivery that is $outcome, and nothing that came with it", async (row) => {
    const { outcome, text, given = headers, out, status = 200, expected = calls, queue } = row;
    const { handler, output, operations, state, wire } = await setUp();
    Object.assign(state, out);
    const delivery = { ...event(text, given), pathParameters: { requestId: "canary-path" } };
    expect(await handler(delivery)).toMatchObject({ statusCode: status });
    expect(operations()).toEqual(expected);
    const QueueUrl = expect.stringMatching(queue ?? /events\.fifo$/);
    for (const { operation, input } of wire.calls)
      if (operation === "SendMessage") expect(input).toMatchObject({ QueueUrl });
    const line = { outcome, requestId: "JKJaXmPLvHcESHA=", durationMs: expect.any(Number) };
    expect(output.lines()).toEqual([expect.objectContaining(line)]);
    expect(output.text()).not.toMatch(/canary|192\.0\.2\.1/);
    expect(output.text()).not.toContain(Buffer.from(text).toString("base64"));
  });

  it.each([false, true])("knows a duplicate with one call: with the queue out, %s", async (isQueueOut) => {
    const { handler, operations, state } = await setUp();
    state.isQueueOut = isQueueOut;
    const taken = { statusCode: 200, body: "taken", isBase64Encoded: false };
    const response = { ...taken, headers: { "content-type": "text/plain" } };
    for (let times = 0; times < 2; times += 1) expect(await handler(notification)).toEqual(response);
    expect(operations()).toEqual([...calls, "GetItem"]);
  });

  it("hands on each invocation's own trace, and knows a duplicate by any trace", async () => {
    const { wire, variables } = await setUpLambda(JSON.stringify({ secret }));
    captureOutput();
    const environment = { ...variables, AWS_LAMBDA_FUNCTION_NAME: "sample", [variableNames.tracing]: "true" };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const handler = lambdaHandler(sampleSource(), process.env);
    const root = "5759e988-bd862e3fe1be46a994272793";
    const headerOf = (digit: string) => `Root=1-${root};Parent=${digit.repeat(16)};Sampled=1`;
    for (const [digit, id] of Object.entries({ a: "i-1", b: "i-1", c: "i-2" })) {
      vi.stubEnv("_X_AMZN_TRACE_ID", headerOf(digit));
      await handler(event(JSON.stringify({ id })), context);
    }
    const events = wire.calls.flatMap(({ input }) => Object(input).MessageBody ?? []);
    const traceparents = [/"00-5759e988bd862e3fe1be46a994272793-a{16}-01"/, /-c{16}-01"/];
    expect(events).toEqual(traceparents.map((written) => expect.stringMatching(written)));
    // SQS takes the trace from this header (https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html).
    const sends = wire.requests.filter(({ headers }) => headers["x-amz-target"] === "AmazonSQS.SendMessage");
    expect(sends.map(({ headers }) => headers["x-amzn-trace-id"])).toEqual([headerOf("a"), headerOf("c")]);
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
    ["settings that a scheme has", { [variableNames.authentication]: '{"sharedSecret":{"a":"b"}}' }],
  ])("throws before the first delivery without %s", async (_, changes) => {
    const { variables } = await setUpLambda("");
    expect(() => lambdaHandler(sampleSource(), { ...variables, ...changes })).toThrow(
      expect.objectContaining({ code: "configuration_invalid" }),
    );
  });
});

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
});

describe("its log", () => {
  it("connects ahead to the service that takes events: SNS if there is a topic", async () => {
    const [sns, sqs] = [await startWire(() => success()), await startWire(() => success())];
    const endpoints = { AWS_ENDPOINT_URL_SNS: sns.url, AWS_ENDPOINT_URL_SQS: sqs.url };
    const topicArn = "arn:aws:sns:us-east-1:123456789012:events.fifo";
    await setUp({
      ...endpoints,
      [variableNames.eventQueueUrl]: undefined,
      [variableNames.topicArn]: topicArn,
    });
    await expect.poll(() => sns.sockets.length, { timeout: 30_000 }).toBe(1);
    expect(sqs.sockets).toEqual([]);
  });

  const refused = "http://127.0.0.1:1";
  const unread = (cause: RegExp) => ({ code: "secret_unavailable", cause: expect.stringMatching(cause) });
  it.each<readonly [string, Variables, object]>([
    ["refused", { AWS_ENDPOINT_URL: refused }, unread(/^ECONNREFUSED$/)],
    // Never resolves (RFC 6761, section 6.4).
    ["of no name", { AWS_ENDPOINT_URL: "http://nobody.invalid" }, unread(/^(ENOTFOUND|EAI_AGAIN)$/)],
    ["to the table refused", { AWS_ENDPOINT_URL_DYNAMODB: refused }, { tableFault: "ECONNREFUSED" }],
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
