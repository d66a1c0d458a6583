import { createHash } from "node:crypto";
import { ServiceException } from "@smithy/core/client";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { within } from "../../../../lib/aws/sdk/deadline.ts";
import { createFifoQueue } from "../../../../lib/aws/stores/fifo-queue.ts";
import { createIdempotencyTable } from "../../../../lib/aws/stores/idempotency-table.ts";
import { createOutbox, createOutboxReader } from "../../../../lib/aws/stores/outbox.ts";
import { createSignatureTable } from "../../../../lib/aws/stores/signature-table.ts";
import { deferred } from "../stores/deferred.ts";
import { type Answer, createClients, createOurs, type Services, startRecorder } from "./services.ts";

/** The SDK's lower level can change with an update. Its clients are the measure. */
const now = new Date("2026-11-21T09:30:00Z");
const queueUrl = "http://127.0.0.1/123456789012/events.fifo";
const { message } = deferred;
const seen = { signature: "s", body: "b", id: "i", until: now, isSent: true };
const longMs = 60_000;

type Call = (services: Services) => Promise<unknown>;
const stores = ({ dynamoDb }: Services) => ({
  keys: createIdempotencyTable(dynamoDb, "keys"),
  signatures: createSignatureTable(dynamoDb, "keys"),
  outbox: createOutbox(dynamoDb, "keys"),
  reader: createOutboxReader(dynamoDb, "keys"),
});
const has: Call = (aws) => stores(aws).keys.has("é", now, longMs);
const send: Call = ({ sqs }) => createFifoQueue(sqs, queueUrl, "events").send(message, longMs);
const readBytes: Call = ({ dynamoDb }) => dynamoDb.getItem({ TableName: "keys", Key: {} }, within(longMs));
const readSecret: Call = ({ secretsManager }) =>
  secretsManager.getSecretValue({ SecretId: "secret", VersionStage: "AWSCURRENT" }, within(longMs));
const publish: Call = ({ sns }) =>
  sns.publish(
    {
      TopicArn: "arn:aws:sns:us-east-1:123456789012:events.fifo",
      Message: message.body,
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
      MessageAttributes: { source: { DataType: "String", StringValue: "a b&c=é" } },
    },
    within(longMs),
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now });
  vi.spyOn(crypto, "randomUUID").mockReturnValue("11111111-2222-4333-8444-555555555555");
  // No pause before a retry.
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "sample");
  vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
  return () => {
    vi.useRealTimers();
  };
});

/** The requests, and the result or the error's facts: by ours, then by the SDK's clients. */
async function callBoth(call: Call, answers: readonly Answer[]) {
  const { url, take } = await startRecorder(answers);
  const record = async (create: typeof createOurs) => {
    const outcome = await call(create(url, longMs)).then(withoutPauses, describeError);
    return { outcome, requests: take() };
  };
  return { ours: await record(createOurs), theirs: await record(createClients) };
}

/** Nothing reads the sum of an operation's pauses. */
function withoutPauses(result: unknown) {
  delete Object(Object(result).$metadata).totalRetryDelay;
  return result;
}

/** The class and all facts. A hint for programmers is left out, and the id of a request whose response is broken. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) throw new TypeError("no error");
  const { requestId, totalRetryDelay: _, ...metadata } = Object(error).$metadata ?? {};
  const isKnown = error instanceof ServiceException;
  const { name, constructor } = error;
  const [text] = error.message.split("\n");
  const $metadata = JSON.parse(JSON.stringify(isKnown ? { ...metadata, requestId } : metadata));
  return { ...error, name, text, constructor, $metadata, ...decisionsOn(error) };
}

/** The SDK's own handler gives other words. */
function describeBroken(error: unknown) {
  if (!(error instanceof Error)) throw new TypeError("no error");
  const { code, $metadata } = Object(error);
  return { code, attempts: $metadata?.attempts, ...decisionsOn(error) };
}

function decisionsOn({ name, message: text, ...facts }: Error) {
  const error = Object.assign(new Error(text), facts, { name, cause: undefined });
  return { isThrottling: isThrottlingError(error), isTransient: isTransientError(error) };
}

type Headers = Readonly<Record<string, string>>;
const answer =
  (status: number, body: object | string, headers: Headers = {}): Answer =>
  (response) => {
    response.writeHead(status, { date: now.toUTCString(), "x-amzn-requestid": "r-1", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
const fault = (status: number, type: string, headers: Headers = {}, more: object = {}) =>
  answer(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "no", ...more }, headers);
const denied = (headers: Headers = {}) => fault(400, "AccessDeniedException", headers);
const sqsFault = (type: string, code: string) => {
  const body = { __type: `com.amazonaws.sqs#${type}`, message: "no" };
  return answer(400, body, { "x-amzn-query-error": `${code};Sender` });
};
const snsFault = (status: number, code: string) => {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>no</Message>`;
  return answer(status, `<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
};

const resetWithin: Answer = (response) => {
  response.writeHead(200, { "content-length": 9 }).write("{", () => response.destroy());
};

const digest = createHash("md5").update(message.body).digest("hex");
const item = { expiresAt: { N: "1" }, message: { B: "AAEC" }, signatures: { SS: ["a"] } };
const [nothing, found] = [answer(200, {}), answer(200, { Item: item })];
const [added, listed] = [answer(200, { Attributes: item }), answer(200, { Items: [] })];
const published = "<PublishResult><MessageId>m-1</MessageId></PublishResult>";
const secret = { SecretString: "é", VersionId: "v", CreatedDate: 1.5 };

it.each<readonly [string, Call, Answer]>([
  ["a message is sent", send, answer(200, { MD5OfMessageBody: digest, MessageId: "m-1" })],
  ["a key is looked for", has, found],
  ["a key is added", (aws) => stores(aws).keys.add("k", now, longMs), nothing],
  ["signatures are looked for", (aws) => stores(aws).signatures.find("k", now, longMs), found],
  ["a signature is added", (aws) => stores(aws).signatures.add("k", seen, now, longMs), added],
  ["a message is deferred", (aws) => stores(aws).outbox.add(deferred, longMs), nothing],
  ["a deferred message is read", (aws) => stores(aws).reader.read("k", longMs), nothing],
  ["sources of deferred messages are listed", (aws) => stores(aws).reader.sources(longMs), listed],
  ["messages are listed", (aws) => Array.fromAsync(stores(aws).reader.list("yoti", longMs)), listed],
  ["bytes are read", readBytes, found],
  ["a secret is read", readSecret, answer(200, secret)],
  ["a message is published", publish, answer(200, `<PublishResponse>${published}</PublishResponse>`)],
])("the request and the result are those of the SDK's clients where %s", async (_, call, given) => {
  const { ours, theirs } = await callBoth(call, [given]);
  expect(ours).toEqual(theirs);
  expect(ours.requests).toHaveLength(1);
});

const date = new Date(now.getTime() + 600_000).toUTCString();
const namedInHeader = answer(400, "{}", { "x-amzn-errortype": "LimitExceededException:" });
const withPause = fault(503, "Unavailable", { "x-amz-retry-after": "20" });

describe("the error, its attempts and their requests are those of the SDK's clients for", () => {
  it.each<readonly [string, Call, readonly Answer[], number]>([
    ["a condition", has, [fault(400, "ConditionalCheckFailedException", {}, { Item: item })], 1],
    ["a throttled table", has, [fault(400, "ProvisionedThroughputExceededException")], 3],
    ["throttling", has, [fault(400, "ThrottlingException")], 3],
    ["a denied access", has, [denied()], 1],
    ["a missing table", has, [fault(400, "ResourceNotFoundException")], 1],
    ["an error that nobody knows", has, [fault(400, "NobodyKnows")], 1],
    ["too many requests", has, [fault(429, "NobodyKnows")], 3],
    ["an error of the service", has, [fault(500, "InternalServerError")], 3],
    ["a proxy's page", has, [answer(503, "<html>")], 3],
    ["nothing", has, [answer(500, "")], 3],
    ["a status that is no error of the service", has, [answer(501, "{}")], 1],
    ["text that is no JSON", has, [answer(200, "<html>")], 1],
    ["an error that is named in a header", has, [namedInHeader], 3],
    ["a pause that the service asks for", has, [withPause], 3],
    ["an error, then a result", has, [fault(500, "InternalServerError"), found], 2],
    ["a clock that is wrong", has, [fault(400, "InvalidSignatureException", { date })], 2],
    ["a clock that is corrected", has, [denied({ date }), answer(200, {}, { date })], 2],
    ["a cache's clock", has, [denied({ date, age: "1" })], 1],
    ["no clock", has, [denied({ date: "soon" })], 1],
    ["a missing queue", send, [sqsFault("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")], 1],
    ["a key that is denied", send, [sqsFault("KmsAccessDenied", "KMS.AccessDeniedException")], 1],
    ["a key that is throttled", send, [sqsFault("KmsThrottled", "KMS.ThrottlingException")], 1],
    ["a throttled queue", send, [sqsFault("RequestThrottled", "RequestThrottled")], 3],
    ["another body's digest", send, [answer(200, { MD5OfMessageBody: "0" })], 1],
    ["a missing secret", readSecret, [fault(400, "ResourceNotFoundException")], 1],
    ["a secret that cannot be decrypted", readSecret, [fault(400, "DecryptionFailure")], 1],
    ["Secrets Manager's own error", readSecret, [fault(500, "InternalServiceError")], 3],
    ["a denied topic", publish, [snsFault(403, "AuthorizationError")], 1],
    ["a missing topic", publish, [snsFault(404, "NotFound")], 1],
    ["a throttled topic", publish, [snsFault(429, "Throttled")], 3],
    ["a topic's throttled key", publish, [snsFault(400, "KMSThrottling")], 1],
    ["a topic's error", publish, [snsFault(500, "InternalError")], 3],
    ["a topic's text that is no XML", publish, [answer(200, "{")], 1],
  ])("%s", async (_, call, answers, attempts) => {
    const { ours, theirs } = await callBoth(call, answers);
    expect(ours).toEqual(theirs);
    expect(ours.requests).toHaveLength(attempts);
  });

  it.each<readonly [string, Answer | undefined, string, number]>([
    ["silence", () => undefined, "ETIMEDOUT", 200],
    ["a connection that is reset", (response) => response.destroy(), "ECONNRESET", longMs],
    ["a connection that is reset within a response", resetWithin, "ECONNRESET", longMs],
    ["a port that nobody serves", undefined, "ECONNREFUSED", longMs],
  ])("%s", async (_, given, code, attemptMs) => {
    const url = given ? (await startRecorder([given])).url : "http://127.0.0.1:1";
    const results = [createOurs, createClients].map((create) =>
      has(create(url, attemptMs)).catch(describeBroken),
    );
    const [ours, theirs] = await Promise.all(results);
    expect(ours).toEqual(theirs);
    expect(ours).toEqual({ code, attempts: 3, isThrottling: false, isTransient: true });
  });
});
