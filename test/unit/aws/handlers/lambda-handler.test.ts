import { describe, expect, it } from "vitest";
import { lambdaHandler } from "../../../../lib/aws/handlers/lambda-handler.ts";
import { variableNames } from "../../../../lib/wiring/environment.ts";
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
const operationsOf = (wire: { readonly calls: readonly { readonly operation: string }[] }) =>
  wire.calls.map(({ operation }) => operation).filter((operation) => operation !== "GetSecretValue");

async function setUp() {
  const output = captureOutput();
  const { wire, state, variables } = await setUpLambda(JSON.stringify({ secret }));
  const handler = lambdaHandler(sampleSource(), variables);
  return { output, wire, state, handler: (event: Event) => handler(event, context) };
}

describe("lambdaHandler", () => {
  it("takes a delivery in with three calls and its duplicate with one", async () => {
    const { handler, wire } = await setUp();
    const response = {
      statusCode: 200,
      headers: { "content-type": "text/plain" },
      body: "taken",
      isBase64Encoded: false,
    };
    expect(await handler(event('{"id":"i-1"}'))).toEqual(response);
    expect(operationsOf(wire)).toEqual(["GetItem", "SendMessage", "PutItem"]);
    expect(await handler(event('{"id":"i-1"}'))).toEqual(response);
    expect(operationsOf(wire)).toEqual(["GetItem", "SendMessage", "PutItem", "GetItem"]);
    expect(wire.calls).toHaveLength(6);
  });

  it("sends what it understands to one queue and the rest to the other", async () => {
    const { handler, wire } = await setUp();
    await handler(event('{"id":"i-1"}'));
    await handler(event("not JSON"));
    const queues = wire.calls
      .filter(({ operation }) => operation === "SendMessage")
      .map(({ input }) => input);
    expect(queues).toMatchObject([
      { QueueUrl: expect.stringMatching(/events\.fifo$/) },
      { QueueUrl: expect.stringMatching(/quarantine\.fifo$/) },
    ]);
  });

  it("calls neither table nor queue for a stranger", async () => {
    const { handler, wire } = await setUp();
    expect(await handler(event('{"id":"i-1"}', {}))).toMatchObject({ statusCode: 401 });
    expect(operationsOf(wire)).toEqual([]);
  });

  it("defers the message while the queue is out, and knows a duplicate by it", async () => {
    const { handler, wire, state } = await setUp();
    state.isQueueOut = true;
    const response = await handler(event('{"id":"i-1"}'));
    expect(response).toMatchObject({ statusCode: 200 });
    expect(operationsOf(wire)).toEqual(["GetItem", "SendMessage", "PutItem"]);
    expect(await handler(event('{"id":"i-1"}'))).toEqual(response);
    expect(operationsOf(wire)).toEqual(["GetItem", "SendMessage", "PutItem", "GetItem"]);
  });

  it("asks for a retry while queue and table are out", async () => {
    const { handler, wire, state } = await setUp();
    state.isQueueOut = true;
    state.isTableOut = true;
    expect(await handler(event('{"id":"i-1"}'))).toMatchObject({
      statusCode: 503,
      headers: { "retry-after": expect.stringMatching(/^\d+$/) },
    });
    expect(operationsOf(wire)).toEqual(["GetItem", "SendMessage", "PutItem"]);
  });

  it("takes deliveries in without a secret where no scheme uses one", async () => {
    captureOutput();
    const { wire, variables } = await setUpLambda("");
    const authentication = '{"sourceAddress":{"ranges":["192.0.2.0/24"]}}';
    const handler = lambdaHandler(sampleSource(), {
      ...variables,
      [variableNames.secretId]: undefined,
      [variableNames.authentication]: authentication,
    });
    expect(await handler(event('{"id":"i-1"}', {}), context)).toMatchObject({ statusCode: 200 });
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

describe("a delivery of an emulator", () => {
  const { pathParameters: _, headers: __, ...bare } = event('{"id":"i-1"}');

  it("is taken in where path parameters are null", async () => {
    const { handler } = await setUp();
    const headers = { "x-secret": secret };
    expect(await handler({ ...bare, headers, pathParameters: null })).toMatchObject({ statusCode: 200 });
  });

  it.each([
    ["without headers", bare],
    ["with null for everything", { headers: null, body: null, pathParameters: null, requestContext: null }],
    ["without anything", {}],
  ])("is refused as one of a stranger %s", async (_, given) => {
    const { handler, output } = await setUp();
    expect(await handler(given)).toMatchObject({ statusCode: 401 });
    expect(output.lines()).toEqual([expect.objectContaining({ outcome: "refused" })]);
  });

  it("is refused by its address where it has none", async () => {
    captureOutput();
    const { variables } = await setUpLambda("");
    const authentication = '{"sourceAddress":{"ranges":["192.0.2.0/24"]}}';
    const handler = lambdaHandler(sampleSource(), {
      ...variables,
      [variableNames.authentication]: authentication,
    });
    const { http: _, ...requestContext } = anHttpApiEvent().requestContext;
    expect(await handler({ ...bare, requestContext }, context)).toMatchObject({ statusCode: 403 });
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

  it.each([
    ["refused", "http://127.0.0.1:1", /^ECONNREFUSED$/],
    // Never resolves (RFC 6761, section 6.4).
    ["of an unknown name", "http://nobody.invalid", /^(ENOTFOUND|EAI_AGAIN)$/],
  ])("names a connection %s by its code, and again in the second after it", async (_, url, cause) => {
    const { variables } = await setUpLambda("");
    const output = captureOutput();
    const handler = lambdaHandler(sampleSource(), { ...variables, AWS_ENDPOINT_URL: url });
    await handler(event("{}"), context);
    await handler(event("{}"), context);
    const line = { code: "secret_unavailable", cause: expect.stringMatching(cause) };
    expect(output.lines()).toEqual([expect.objectContaining(line), expect.objectContaining(line)]);
  });

  it("names a refused connection to the table by its code as well", async () => {
    const { variables } = await setUpLambda(JSON.stringify({ secret }));
    const output = captureOutput();
    const nowhere = { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" };
    const handler = lambdaHandler(sampleSource(), { ...variables, ...nowhere });
    await handler(event('{"id":"i-1"}'), context);
    expect(output.lines()).toEqual([
      expect.objectContaining({ outcome: "accepted", tableFault: "ECONNREFUSED" }),
    ]);
  });

  it("warns of a secret that is unusable, and says why at a delivery that fails for it", async () => {
    const { variables } = await setUpLambda("canary-user:canary-password");
    const output = captureOutput();
    await lambdaHandler(sampleSource(), variables)(event("{}"), context);
    const warning = { level: "WARN", secret: "unusable_version", reason: "not_json" };
    expect(output.lines()).toEqual([
      { timestamp: expect.any(String), ...warning },
      // A secret that fits nobody is read once more.
      { timestamp: expect.any(String), ...warning },
      expect.objectContaining({ outcome: "failed", code: "secret_unusable", cause: "not_json" }),
    ]);
    expect(output.text()).not.toContain("canary");
  });

  it("warns of it at each read although the version before it serves", async () => {
    const { variables } = await setUpLambda("canary-user:canary-password", JSON.stringify({ secret }));
    const output = captureOutput();
    await lambdaHandler(sampleSource(), variables)(event('{"id":"i-1"}'), context);
    expect(output.lines()).toEqual([
      expect.objectContaining({ level: "WARN", secret: "unusable_version", reason: "not_json" }),
      expect.objectContaining({ outcome: "accepted" }),
    ]);
  });

  it("says nothing of an unusable version before the current one", async () => {
    const { variables } = await setUpLambda(JSON.stringify({ secret }), '{"replaceThisValue":"generated"}');
    const output = captureOutput();
    await lambdaHandler(sampleSource(), variables)(event('{"id":"i-1"}'), context);
    expect(output.lines()).toEqual([expect.objectContaining({ outcome: "accepted" })]);
  });

  const personal = "john.doe.1980-01-01";
  const machineMade = "7fd08636-e44b-4dd4-8490-ccb191011697";
  it.each([
    ["personal, of a caller that proved itself", personal, secret, undefined],
    ["personal, without credentials", personal, "", undefined],
    ["machine-made, without credentials", machineMade, "", undefined],
    ["machine-made, of a caller that proved itself", machineMade, secret, machineMade],
  ])("has a correlation id only if it may: %s", async (_, id, shown, logged) => {
    const { handler, output, wire } = await setUp();
    await handler(event('{"id":"i-1"}', { "x-secret": shown, "x-correlation-id": id }));
    expect(output.lines().map((line) => Object(line).correlationId)).toEqual([logged]);
    expect(output.text()).not.toContain("john");
    expect(JSON.stringify(wire.calls)).not.toContain("john");
  });
});
