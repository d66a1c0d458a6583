import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDynamoDb } from "../../../../lib/aws/sdk/dynamodb.ts";
import { readOutboxItem, writeOutboxItem } from "../../../../lib/aws/stores/outbox-item.ts";
import { createOutbox, createOutboxReader } from "../../../../lib/aws/stores/outbox.ts";
import { fault, type Respond, startWire, success, type Wire } from "../wire.ts";
import { deferred } from "./deferred.ts";

const signed = {
  key: "k-2",
  signature: "s",
  body: "b",
  values: { pd_id: "PD1", user_id: "" },
  keptSeconds: 2_592_600,
  copyId: "q-1",
};

async function setUp(respond: Respond, maxAttempts = 1) {
  const wire = await startWire(respond);
  const dynamoDb = createDynamoDb({ ...wire.settings, maxAttempts });
  return { wire, outbox: createOutbox(dynamoDb, "keys"), messages: createOutboxReader(dynamoDb, "keys") };
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
  it.each([
    ["known", "its condition fails: there was nothing to defer", []],
    ["deferred", "an answer was lost and the next attempt finds it", [fault("InternalServerError", 500)]],
  ])("says %s if %s", async (outcome, _, before) => {
    const responses = [...before, fault("ConditionalCheckFailedException")];
    const { wire, outbox } = await setUp(() => responses.shift() ?? fault("TooManyCalls"), before.length + 1);
    expect(await outbox.add(deferred, 10_000)).toBe(outcome);
    expect(wire.calls).toHaveLength(before.length + 1);
  });

  it.each([
    ["another body under its signature", { ...signed, body: "other" }, "altered"],
    ["the same body", signed, "waiting"],
    ["another body that the vendor signed anew", { ...signed, signature: "s2", body: "other" }, "known"],
    ["nothing any more: it was sent", undefined, "known"],
  ])("compares a message that is signed in part with the deferred given: %s", async (_, other, outcome) => {
    const Item = other && onTheWire(writeOutboxItem({ ...deferred, signed: other }));
    const { wire, outbox } = await setUp(({ operation }) =>
      operation === "GetItem" ? success(Item ? { Item } : {}) : fault("ConditionalCheckFailedException"),
    );
    expect(await outbox.add({ ...deferred, signed }, 10_000)).toBe(outcome);
    expect(wire.calls.at(-1)).toMatchObject({ operation: "GetItem", input: { ConsistentRead: true } });
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

// store-calls.test.ts has the rest of its requests.
describe("an outbox reader", () => {
  const keyOf = (key: string) => ({ key: { S: key } });
  const asked = (wire: Wire) => wire.calls.map(({ input }) => Object(input).ExclusiveStartKey);

  it("asks for page after page, even after an empty one", async () => {
    const item = (key: string) => ({ ...keyOf(key), groupId: { S: "g" } });
    const pages = [
      success({ Items: [item("k-2"), item("k-1")], LastEvaluatedKey: keyOf("k-1") }),
      success({ Items: [], LastEvaluatedKey: keyOf("k-2") }),
      success({ Items: [item("k-3")] }),
    ];
    const { wire, messages } = await setUp(() => pages.shift() ?? fault("TooManyPages"));
    const entry = (key: string) => ({ key, groupId: "g" });
    const listed = await Array.fromAsync(messages.list("yoti", 10_000));
    expect(listed).toEqual([[entry("k-2"), entry("k-1")], [], [entry("k-3")]]);
    expect(asked(wire)).toEqual([undefined, keyOf("k-1"), keyOf("k-2")]);
  });

  it("finds each source of a deferred message, and reads at most twenty pages for it", async () => {
    const Items = ["yoti", "removed", "yoti"].map((source) => ({ deferred: { S: source } }));
    const { wire, messages } = await setUp(() => success({ Items, LastEvaluatedKey: keyOf("k-1") }));
    expect(await messages.sources(10_000)).toEqual(["yoti", "removed"]);
    expect(asked(wire)).toEqual([undefined, ...Array(19).fill(keyOf("k-1"))]);
  });

  it("reads a message as it was deferred", async () => {
    const { messages } = await setUp(() => success({ Item: onTheWire(writeOutboxItem(deferred)) }));
    expect(await messages.read("k-1", 10_000)).toEqual(deferred);
  });
});
