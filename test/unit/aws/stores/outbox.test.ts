import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOutboxItem, writeOutboxItem } from "../../../../lib/aws/stores/outbox-item.ts";
import { createOutbox, createOutboxReader } from "../../../../lib/aws/stores/outbox.ts";
import { fault, forThisTest, type Respond, startWire, success } from "../wire.ts";
import { deferred } from "./deferred.ts";

const signed = {
  key: "k-2",
  signature: "s",
  body: "b",
  values: { pd_id: "PD1", user_id: "" },
  keptSeconds: 2_592_600,
  copyId: "q-1",
};

const consistentRead = {
  operation: "GetItem",
  input: { TableName: "keys", Key: { key: { S: "k-1" } }, ConsistentRead: true },
};

async function setUp(respond: Respond) {
  const wire = await startWire(respond);
  const client = forThisTest(new DynamoDBClient(wire.settings));
  return { wire, outbox: createOutbox(client, "keys"), messages: createOutboxReader(client, "keys") };
}

/** The item as DynamoDB's JSON has it. */
const onTheWire = (item: ReturnType<typeof writeOutboxItem>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString("base64") } : value,
    ]),
  );

describe("add", () => {
  it("puts the message under its key, unless the key is recorded or deferred", async () => {
    const { wire, outbox } = await setUp(() => success());
    expect(await outbox.add(deferred, 10_000)).toBe("deferred");
    const input = {
      TableName: "keys",
      Item: {
        key: { S: "k-1" },
        deferred: { S: "yoti" },
        // 2026-11-21T09:30:00Z is 1795253400 seconds after 1970.
        deferredAtMs: { N: "1795253400999" },
        groupId: { S: "yoti.group" },
        message: { B: expect.any(String) },
      },
      ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
      ExpressionAttributeNames: { "#key": "key", "#expiresAt": "expiresAt" },
      ExpressionAttributeValues: { ":now": { N: "1795253400" } },
    };
    expect(wire.calls).toEqual([{ operation: "PutItem", input }]);
  });

  it("knows its own message when an answer was lost and the next attempt finds it", async () => {
    const responses = [fault("InternalServerError", 500), fault("ConditionalCheckFailedException")];
    const wire = await startWire(() => responses.shift() ?? fault("TooManyCalls"));
    const client = forThisTest(new DynamoDBClient({ ...wire.settings, maxAttempts: 2 }));
    expect(await createOutbox(client, "keys").add(deferred, 10_000)).toBe("deferred");
    expect(wire.calls).toHaveLength(2);
  });

  it("says that there was nothing to defer when the condition fails", async () => {
    const { outbox } = await setUp(() => fault("ConditionalCheckFailedException"));
    expect(await outbox.add(deferred, 10_000)).toBe("known");
  });

  it.each([
    ["another body under its signature", { ...signed, body: "other" }, "altered"],
    ["the same body", signed, "known"],
    ["another body that the vendor signed anew", { ...signed, signature: "s2", body: "other" }, "known"],
    ["nothing any more: it was sent", undefined, "known"],
  ])("compares a message that is signed in part with the deferred given: %s", async (_, other, outcome) => {
    const Item = other && onTheWire(writeOutboxItem({ ...deferred, signed: other }));
    const { wire, outbox } = await setUp(({ operation }) =>
      operation === "GetItem" ? success(Item ? { Item } : {}) : fault("ConditionalCheckFailedException"),
    );
    expect(await outbox.add({ ...deferred, signed }, 10_000)).toBe(outcome);
    expect(wire.calls.at(-1)).toEqual(consistentRead);
  });
});

describe("a deferred item", () => {
  it("gives back the message that it was made of, of any text, and has no expiry", () => {
    const quarantined = { source: "yoti", type: "quarantined", outcome: undefined };
    const given = fc.record({
      queue: fc.constantFrom("events" as const, "quarantine" as const),
      // JSON.stringify makes messages, so none has half a surrogate pair.
      body: fc.string({ unit: "grapheme", maxLength: 500 }),
      attributes: fc.constantFrom(deferred.message.attributes, quarantined),
      signed: fc.constantFrom(undefined, signed),
    });
    fc.assert(
      fc.property(given, ({ queue, body, attributes, signed }) => {
        const message = { ...deferred, queue, message: { ...deferred.message, body, attributes }, signed };
        const item = writeOutboxItem(message);
        expect(item).not.toHaveProperty("expiresAt");
        expect(readOutboxItem(item)).toEqual(message);
      }),
    );
  });

  it("is below DynamoDB's 400 KB for the largest body, said twice, of text that cannot be compressed much", () => {
    // Random base64 characters, six bits each.
    const body = randomBytes(196_608).toString("base64");
    expect(body).toHaveLength(262_144);
    const message = { ...deferred.message, body: JSON.stringify({ notification: body, original: body }) };
    const { message: value } = writeOutboxItem({ ...deferred, message });
    expect(value?.B?.byteLength).toBeLessThan(400 * 1024 - 1024);
  });

  it("is no deferred item once it is recorded", () => {
    expect(readOutboxItem({ key: { S: "k-1" }, expiresAt: { N: "1" } })).toBeUndefined();
    expect(readOutboxItem(undefined)).toBeUndefined();
  });

  it("throws where it is not as it was written, instead of looking as if it was sent", () => {
    const { message: _, ...rest } = writeOutboxItem(deferred);
    expect(() => readOutboxItem(rest)).toThrow();
    expect(() => readOutboxItem({ ...rest, message: { B: Buffer.from("no brotli") } })).toThrow();
  });
});

describe("the list of what is deferred", () => {
  it("asks the index for a source's entries, page after page", async () => {
    const page = (key: string, last: object) =>
      success({ Items: [{ key: { S: key }, groupId: { S: "g" } }], ...last });
    const pages = [page("k-1", { LastEvaluatedKey: { key: { S: "k-1" } } }), page("k-2", {})];
    const { wire, messages } = await setUp(() => pages.shift() ?? fault("TooManyPages"));
    const listed = await Array.fromAsync(messages.list("yoti", 10_000));
    expect(listed).toEqual([[{ key: "k-1", groupId: "g" }], [{ key: "k-2", groupId: "g" }]]);
    expect(wire.calls.map(({ input }) => input)).toMatchObject([
      {
        IndexName: "deferred",
        KeyConditionExpression: "#deferred = :source",
        ExpressionAttributeNames: { "#deferred": "deferred" },
        ExpressionAttributeValues: { ":source": { S: "yoti" } },
      },
      { ExclusiveStartKey: { key: { S: "k-1" } } },
    ]);
    // An index reads the oldest first by default.
    expect(wire.calls[0]?.input).not.toHaveProperty("ScanIndexForward");
  });
});

describe("reading a deferred message", () => {
  it("reads what is there at this moment, not what was there a moment ago", async () => {
    const { wire, messages } = await setUp(() => success({ Item: onTheWire(writeOutboxItem(deferred)) }));
    expect(await messages.read("k-1", 10_000)).toEqual(deferred);
    expect(wire.calls).toEqual([consistentRead]);
  });

  it("finds nothing once it is gone", async () => {
    const { messages } = await setUp(() => success());
    expect(await messages.read("k-1", 10_000)).toBeUndefined();
  });
});
