import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createDynamoDb } from "../../../../lib/aws/sdk/dynamodb.ts";
import { createSqs } from "../../../../lib/aws/sdk/sqs.ts";
import { createFifoQueue } from "../../../../lib/aws/stores/fifo-queue.ts";
import { createIdempotencyTable } from "../../../../lib/aws/stores/idempotency-table.ts";
import { createOutbox, createOutboxReader } from "../../../../lib/aws/stores/outbox.ts";
import { createSignatureTable } from "../../../../lib/aws/stores/signature-table.ts";
import { fault, type Respond, startWire, success, type Wire } from "../wire.ts";
import { deferred } from "./deferred.ts";

const now = new Date("2026-11-21T09:30:00Z");
/** The same in seconds since 1970. */
const nowSeconds = 1795253400;
const aMillisecondLater = new Date(nowSeconds * 1000 + 1);
const queueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo";
const seen = { signature: "s", body: "b", id: "i", until: new Date((nowSeconds + 60) * 1000), isSent: true };
const unsent = { ...seen, isSent: false };
const { message } = deferred;
const cloudEvent = "application/cloudevents+json";
const quarantined = { ...message, attributes: { source: "yoti", type: "quarantined", outcome: undefined } };

function createStores({ settings }: Wire) {
  const table = createDynamoDb(settings);
  const queue = createSqs(settings);
  return {
    events: createFifoQueue(queue, queueUrl, "events"),
    quarantine: createFifoQueue(queue, queueUrl, "quarantine"),
    keys: createIdempotencyTable(table, "keys"),
    consistentKeys: createIdempotencyTable(table, "keys", { consistentRead: true }),
    signatures: createSignatureTable(table, "keys"),
    outbox: createOutbox(table, "keys"),
    reader: createOutboxReader(table, "keys"),
  };
}

type Call = (stores: ReturnType<typeof createStores>, withinMs: number) => Promise<unknown>;
const has: Call = ({ keys }, withinMs) => keys.has("k-1", now, withinMs);
const find: Call = ({ signatures }, withinMs) => signatures.find("k-1", now, withinMs);
const add: Call = ({ signatures }, withinMs) => signatures.add("k-1", unsent, aMillisecondLater, withinMs);
const read: Call = ({ reader }, withinMs) => reader.read("k-1", withinMs);
const addKey =
  (expiresAt: Date): Call =>
  ({ keys }, withinMs) =>
    keys.add("k-1", expiresAt, withinMs);

const key = { key: { S: "k-1" } };
const itemOf = { TableName: "keys", Key: key };
const seconds = (count: number) => ({ N: String(count) });
const keyUntil = (second: number) => ({ TableName: "keys", Item: { ...key, expiresAt: seconds(second) } });
const names = (...used: readonly string[]) => ({
  ExpressionAttributeNames: Object.fromEntries(used.map((name) => [`#${name}`, name])),
});
const looking = (...used: readonly string[]) => ({
  ...{ ...itemOf, ProjectionExpression: used.map((name) => `#${name}`).join(", ") },
  ...names(...used),
});
const sent = (attributes: Readonly<Record<string, string>>) => ({
  QueueUrl: queueUrl,
  MessageBody: '{"é":1.0}',
  MessageGroupId: "yoti.group",
  MessageDeduplicationId: "k-1",
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  ),
});

describe.each<readonly [string, Call, string, object]>([
  [
    "an event is sent",
    ({ events }, withinMs) => events.send(message, withinMs),
    "SendMessage",
    sent({ source: "yoti", type: "yoti.session.v1", outcome: "ready", "content-type": cloudEvent }),
  ],
  [
    "a delivery is quarantined",
    ({ quarantine }, withinMs) => quarantine.send(quarantined, withinMs),
    "SendMessage",
    sent({ source: "yoti", type: "quarantined", "content-type": "application/json" }),
  ],
  ["a key is looked for", has, "GetItem", looking("expiresAt", "deferred")],
  [
    "a key is looked for that was just written",
    ({ consistentKeys }, withinMs) => consistentKeys.has("k-1", now, withinMs),
    "GetItem",
    { ...looking("expiresAt", "deferred"), ConsistentRead: true },
  ],
  ["a key is added for whole seconds", addKey(now), "PutItem", keyUntil(nowSeconds)],
  ["a part of a second is rounded up", addKey(aMillisecondLater), "PutItem", keyUntil(nowSeconds + 1)],
  [
    "signatures are looked for, as they are at this moment",
    find,
    "GetItem",
    { ...looking("expiresAt", "signatures"), ConsistentRead: true },
  ],
  [
    "a signature is added to the set, and the item is kept for longer",
    add,
    "UpdateItem",
    {
      ...itemOf,
      UpdateExpression: "SET #expiresAt = :expiresAt ADD #signatures :signatures",
      ...names("expiresAt", "signatures"),
      ExpressionAttributeValues: {
        ":expiresAt": seconds(nowSeconds + 1),
        ":signatures": { SS: [`s b i ${nowSeconds + 60} deferred`] },
      },
      ReturnValues: "UPDATED_OLD",
    },
  ],
  [
    "a message is deferred, unless its key is recorded or deferred",
    ({ outbox }, withinMs) => outbox.add(deferred, withinMs),
    "PutItem",
    {
      TableName: "keys",
      Item: {
        ...key,
        deferred: { S: "yoti" },
        deferredAtMs: { N: "1795253400999" },
        groupId: { S: "yoti.group" },
        message: { B: expect.any(String) },
      },
      ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
      ...names("key", "expiresAt"),
      ExpressionAttributeValues: { ":now": seconds(nowSeconds) },
    },
  ],
  ["a deferred message is read", read, "GetItem", { ...itemOf, ConsistentRead: true }],
  [
    "the sources of deferred messages are listed",
    ({ reader }, withinMs) => reader.sources(withinMs),
    "Scan",
    { TableName: "keys", IndexName: "deferred", ProjectionExpression: "#deferred", ...names("deferred") },
  ],
  [
    "deferred messages are listed, the oldest first as an index does by default",
    ({ reader }, withinMs) => Array.fromAsync(reader.list("yoti", withinMs)),
    "Query",
    {
      TableName: "keys",
      IndexName: "deferred",
      KeyConditionExpression: "#deferred = :source",
      ...names("deferred"),
      ExpressionAttributeValues: { ":source": { S: "yoti" } },
      Limit: 200,
    },
  ],
])("%s", (_, call, operation, input) => {
  it("in one call", async () => {
    // SendMessage: "An MD5 digest of the non-URL-encoded message body string."
    const MD5OfMessageBody = createHash("md5").update('{"é":1.0}', "utf8").digest("hex");
    const wire = await startWire(() => success(operation === "SendMessage" ? { MD5OfMessageBody } : {}));
    await call(createStores(wire), 10_000);
    expect(wire.calls).toEqual([{ operation, input }]);
  });

  it.each<readonly [string, Respond, number]>([
    ["an error of the service", () => fault("InternalServerError", 500), 10_000],
    ["a refusal", () => fault("AccessDeniedException"), 10_000],
    ["silence", () => "silence", 300],
  ])("or throws at %s", async (_, respond, withinMs) => {
    await expect(call(createStores(await startWire(respond)), withinMs)).rejects.toThrow(Error);
  });
});

const kept = { expiresAt: seconds(nowSeconds + 1) };
const over = { expiresAt: seconds(nowSeconds) };
const signatures = { SS: [`s b i ${nowSeconds + 60} sent`, `s2 b2 i2 ${nowSeconds} deferred`] };
const both = [seen, { signature: "s2", body: "b2", id: "i2", until: now, isSent: false }];

it.each<readonly [string, Call, object, unknown]>([
  ["no item has no key", has, {}, false],
  ["an item has its key until a second before its expiry", has, { Item: kept }, true],
  ["an item has no key at its expiry, though it is not deleted yet", has, { Item: over }, false],
  ["an item without an expiry has no key", has, { Item: {} }, false],
  ["a deferred message has its key without an expiry", has, { Item: { deferred: { S: "yoti" } } }, true],
  ["no item has no signatures", find, {}, []],
  ["an item has its signatures until then", find, { Item: { ...kept, signatures } }, both],
  ["an item has no signatures at its expiry", find, { Item: { ...over, signatures } }, []],
  ["a set has the signatures from before", add, { Attributes: { signatures } }, both],
  ["a new set has none", add, {}, []],
  ["no item is no deferred message", read, {}, undefined],
])("an answer says: %s", async (_, call, answer, expected) => {
  const stores = createStores(await startWire(() => success(answer)));
  expect(await call(stores, 10_000)).toEqual(expected);
});
