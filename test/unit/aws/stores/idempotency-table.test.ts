import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createIdempotencyTable } from "../../../../lib/aws/stores/idempotency-table.ts";
import { createClock } from "../../../support/clock.ts";
import { fault, forThisTest, type Respond, startWire, success } from "../wire.ts";

const { now } = createClock();
// The start of the test clock, 2026-11-21T09:30:00Z, in seconds since 1970.
const nowSeconds = 1795253400;

async function setUp(respond: Respond) {
  const wire = await startWire(respond);
  const client = forThisTest(new DynamoDBClient(wire.settings));
  return { wire, table: createIdempotencyTable(client, "keys") };
}

const itemUntil = (seconds: number) => success({ Item: { expiresAt: { N: String(seconds) } } });

describe("has", () => {
  it("asks for no more of the item than it needs, in one eventually consistent read", async () => {
    const { wire, table } = await setUp(() => success());
    await table.has("k-1", now(), 1000);
    expect(wire.calls).toEqual([
      {
        operation: "GetItem",
        input: {
          TableName: "keys",
          Key: { key: { S: "k-1" } },
          ProjectionExpression: "#expiresAt, #deferred",
          ExpressionAttributeNames: { "#expiresAt": "expiresAt", "#deferred": "deferred" },
        },
      },
    ]);
  });

  it("reads what was just written if it is told to", async () => {
    const wire = await startWire(() => success());
    const client = forThisTest(new DynamoDBClient(wire.settings));
    await createIdempotencyTable(client, "keys", { consistentRead: true }).has("k-1", now(), 1000);
    expect(wire.calls).toMatchObject([{ operation: "GetItem", input: { ConsistentRead: true } }]);
  });

  it.each([
    ["no item", success(), false],
    ["an item that expires in a second", itemUntil(nowSeconds + 1), true],
    ["an item that expires now", itemUntil(nowSeconds), false],
    ["an item that expired and is not deleted yet", itemUntil(nowSeconds - 1), false],
    ["an item without an expiry", success({ Item: {} }), false],
    ["a deferred message, which has none", success({ Item: { deferred: { S: "yoti" } } }), true],
  ])("finds the key by %s: %s", async (_, response, isFound) => {
    const { table } = await setUp(() => response);
    expect(await table.has("k-1", now(), 1000)).toBe(isFound);
  });
});

describe("add", () => {
  it.each([
    ["a whole second", now(), nowSeconds],
    ["a part of a second, rounded up", new Date(now().getTime() + 1), nowSeconds + 1],
  ])("puts the key with an expiry in %s since 1970", async (_, expiresAt, seconds) => {
    const { wire, table } = await setUp(() => success());
    await table.add("k-1", expiresAt, 1000);
    expect(wire.calls).toEqual([
      {
        operation: "PutItem",
        input: { TableName: "keys", Item: { key: { S: "k-1" }, expiresAt: { N: String(seconds) } } },
      },
    ]);
  });
});

describe("a table that does not answer", () => {
  it.each([
    ["an error of the service", () => fault("InternalServerError", 500)],
    ["a missing table", () => fault("ResourceNotFoundException")],
    ["silence", () => "silence"],
  ] satisfies readonly (readonly [string, Respond])[])("throws at %s", async (_, respond) => {
    const { table } = await setUp(respond);
    const [checked, recorded] = await Promise.allSettled([
      table.has("k-1", now(), 1000),
      table.add("k-1", now(), 1000),
    ]);
    expect([checked.status, recorded.status]).toEqual(["rejected", "rejected"]);
  });
});
