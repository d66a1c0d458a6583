import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createParking } from "../../../../lib/aws/stores/outbox.ts";
import { readParkedItem, writeParkedItem } from "../../../../lib/aws/stores/outbox-item.ts";
import { createParkedMessages } from "../../../../lib/aws/stores/outbox-messages.ts";
import type { ParkedMessage } from "../../../../lib/intake/ports.ts";
import { fault, forThisTest, type Respond, startWire, success } from "../wire.ts";

const parked: ParkedMessage = {
  queue: "events",
  message: {
    body: '{"é":1.0}',
    groupId: "yoti.group",
    deduplicationId: "k-1",
    attributes: { source: "yoti", type: "yoti.session.v1", outcome: "ready" },
  },
  parkedAt: new Date("2026-11-21T09:30:00.999Z"),
  retentionSeconds: 2_592_000,
};

const signed = {
  key: "k-2",
  signature: "s",
  body: "b",
  values: { pd_id: "PD1", user_id: "" },
  keptSeconds: 2_592_600,
  copyId: "q-1",
};

async function setUp(respond: Respond) {
  const wire = await startWire(respond);
  const client = forThisTest(new DynamoDBClient(wire.settings));
  return { wire, parking: createParking(client, "keys"), messages: createParkedMessages(client, "keys") };
}

/** The item as DynamoDB's JSON has it. */
const onTheWire = (item: ReturnType<typeof writeParkedItem>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString("base64") } : value,
    ]),
  );

describe("park", () => {
  it("puts the message under its key, unless the key is remembered or parked", async () => {
    const { wire, parking } = await setUp(() => success());
    expect(await parking.park(parked, 1000)).toBe("parked");
    expect(wire.calls).toEqual([
      {
        operation: "PutItem",
        input: {
          TableName: "keys",
          Item: {
            key: { S: "k-1" },
            parked: { S: "yoti" },
            // 2026-11-21T09:30:00Z is 1795253400 seconds after 1970.
            parkedAt: { N: "1795253400999" },
            groupId: { S: "yoti.group" },
            queue: { S: "events" },
            type: { S: "yoti.session.v1" },
            outcome: { S: "ready" },
            retentionSeconds: { N: "2592000" },
            message: { B: expect.any(String) },
          },
          ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
          ExpressionAttributeNames: { "#key": "key", "#expiresAt": "expiresAt" },
          ExpressionAttributeValues: { ":now": { N: "1795253400" } },
        },
      },
    ]);
  });

  it("knows its own message when an answer was lost and the next attempt finds it", async () => {
    const answers = [fault("InternalServerError", 500), fault("ConditionalCheckFailedException")];
    const wire = await startWire(() => answers.shift() ?? fault("TooManyCalls"));
    const client = forThisTest(new DynamoDBClient({ ...wire.settings, maxAttempts: 2 }));
    expect(await createParking(client, "keys").park(parked, 1000)).toBe("parked");
    expect(wire.calls).toHaveLength(2);
  });

  it("says that there was nothing to park when the condition fails", async () => {
    const { parking } = await setUp(() => fault("ConditionalCheckFailedException"));
    expect(await parking.park(parked, 1000)).toBe("known");
  });

  it.each([
    ["another body under its signature", { ...signed, body: "other" }, "altered"],
    ["the same body", signed, "known"],
    ["another body that the vendor signed anew", { ...signed, signature: "s2", body: "other" }, "known"],
    ["nothing any more: it was sent", undefined, "known"],
  ])("looks whose the parked message is, if it is signed in part: %s", async (_, other, outcome) => {
    const Item = other && onTheWire(writeParkedItem({ ...parked, signed: other }));
    const { wire, parking } = await setUp(({ operation }) =>
      operation === "GetItem" ? success(Item ? { Item } : {}) : fault("ConditionalCheckFailedException"),
    );
    expect(await parking.park({ ...parked, signed }, 1000)).toBe(outcome);
    const read = {
      operation: "GetItem",
      input: { TableName: "keys", Key: { key: { S: "k-1" } }, ConsistentRead: true },
    };
    expect(wire.calls.at(-1)).toEqual(read);
  });

  it.each([
    ["a missing table", () => fault("ResourceNotFoundException")],
    ["silence", () => "silence"],
  ] satisfies readonly (readonly [string, Respond])[])("throws at %s", async (_, respond) => {
    const { parking } = await setUp(respond);
    await expect(parking.park(parked, 300)).rejects.toThrow(Error);
  });
});

describe("a parked item", () => {
  it("gives back the message that it was made of, and has no expiry", () => {
    const item = writeParkedItem(parked);
    expect(item).not.toHaveProperty("expiresAt");
    expect(readParkedItem(item)).toEqual(parked);
    expect(readParkedItem(writeParkedItem({ ...parked, signed }))).toEqual({ ...parked, signed });
  });

  it("gives back a quarantined delivery, which has no outcome", () => {
    const attributes = { source: "yoti", type: "quarantined", outcome: undefined };
    const one = { ...parked, queue: "quarantine", message: { ...parked.message, attributes } } as const;
    expect(readParkedItem(writeParkedItem(one))).toEqual(one);
  });

  it("gives back any text", () => {
    // Messages are made by JSON.stringify, which leaves no half of a surrogate pair behind.
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 500 }),
        fc.constantFrom("events", "quarantine"),
        (body, queue) => {
          const one = { ...parked, queue, message: { ...parked.message, body } } as const;
          expect(readParkedItem(writeParkedItem(one))).toEqual(one);
        },
      ),
    );
  });

  it("is below DynamoDB's 400 KB for the largest body, said twice, of text that cannot be compressed much", () => {
    // Characters of the whole base64 alphabet by chance: six bits each.
    const body = randomBytes(196_608).toString("base64");
    expect(body).toHaveLength(262_144);
    const message = { ...parked.message, body: JSON.stringify({ notification: body, original: body }) };
    const { message: value } = writeParkedItem({ ...parked, message });
    expect(value?.B?.byteLength).toBeLessThan(400 * 1024 - 1024);
  });

  it("is no parked item once it is remembered", () => {
    expect(readParkedItem({ key: { S: "k-1" }, expiresAt: { N: "1" } })).toBeUndefined();
    expect(readParkedItem(undefined)).toBeUndefined();
  });

  it("throws where it is not as it was written, instead of looking as if it was sent", () => {
    const { message: _, ...rest } = writeParkedItem(parked);
    expect(() => readParkedItem(rest)).toThrow();
    expect(() => readParkedItem({ ...rest, message: { B: Buffer.from("no brotli") } })).toThrow();
  });
});

describe("the list of what is parked", () => {
  it("asks the index for a source's entries, page after page", async () => {
    const page = (key: string, last: object) =>
      success({ Items: [{ key: { S: key }, groupId: { S: "g" } }], ...last });
    const pages = [page("k-1", { LastEvaluatedKey: { key: { S: "k-1" } } }), page("k-2", {})];
    const { wire, messages } = await setUp(() => pages.shift() ?? fault("TooManyPages"));
    const listed = await Array.fromAsync(messages.list("yoti", 1000));
    expect(listed).toEqual([[{ key: "k-1", groupId: "g" }], [{ key: "k-2", groupId: "g" }]]);
    expect(wire.calls.map(({ input }) => input)).toMatchObject([
      {
        IndexName: "parked",
        KeyConditionExpression: "#parked = :source",
        ExpressionAttributeNames: { "#parked": "parked" },
        ExpressionAttributeValues: { ":source": { S: "yoti" } },
      },
      { ExclusiveStartKey: { key: { S: "k-1" } } },
    ]);
    // From the oldest on, as an index is read unless told otherwise.
    expect(wire.calls[0]?.input).not.toHaveProperty("ScanIndexForward");
  });

  it.each([
    ["an error", () => fault("InternalServerError", 500)],
    ["silence", () => "silence"],
  ] satisfies readonly (readonly [string, Respond])[])("throws at %s", async (_, respond) => {
    const { messages } = await setUp(respond);
    await expect(Array.fromAsync(messages.list("yoti", 300))).rejects.toThrow();
    await expect(messages.read("k-1", 300)).rejects.toThrow();
  });
});

describe("reading a parked message", () => {
  it("reads what is there at this moment, not what was there a moment ago", async () => {
    const { wire, messages } = await setUp(() => success({ Item: onTheWire(writeParkedItem(parked)) }));
    expect(await messages.read("k-1", 1000)).toEqual(parked);
    expect(wire.calls).toEqual([
      {
        operation: "GetItem",
        input: { TableName: "keys", Key: { key: { S: "k-1" } }, ConsistentRead: true },
      },
    ]);
  });

  it("finds nothing once it is gone", async () => {
    const { messages } = await setUp(() => success());
    expect(await messages.read("k-1", 1000)).toBeUndefined();
  });
});
