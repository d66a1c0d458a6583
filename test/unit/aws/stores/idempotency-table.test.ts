import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createIdempotencyTable } from "../../../../lib/aws/stores/idempotency-table.ts";
import { createClock } from "../../../support/clock.ts";
import { forThisTest, startWire, success } from "../wire.ts";

const { now } = createClock();
// The test clock's start, 2026-11-21T09:30:00Z, in seconds since 1970.
const nowSeconds = 1795253400;

async function setUp(response = success(), options?: { readonly consistentRead: boolean }) {
  const wire = await startWire(() => response);
  const client = forThisTest(new DynamoDBClient(wire.settings));
  return { wire, table: createIdempotencyTable(client, "keys", options) };
}

const itemUntil = (seconds: number) => success({ Item: { expiresAt: { N: String(seconds) } } });

describe("has", () => {
  it("asks for no more of the item than it needs, in one eventually consistent read", async () => {
    const { wire, table } = await setUp();
    await table.has("k-1", now(), 10_000);
    const input = {
      TableName: "keys",
      Key: { key: { S: "k-1" } },
      ProjectionExpression: "#expiresAt, #deferred",
      ExpressionAttributeNames: { "#expiresAt": "expiresAt", "#deferred": "deferred" },
    };
    expect(wire.calls).toEqual([{ operation: "GetItem", input }]);
  });

  it("reads what was just written if it is told to", async () => {
    const { wire, table } = await setUp(success(), { consistentRead: true });
    await table.has("k-1", now(), 10_000);
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
    const { table } = await setUp(response);
    expect(await table.has("k-1", now(), 10_000)).toBe(isFound);
  });
});

describe("add", () => {
  it.each([
    ["a whole second", now(), nowSeconds],
    ["a part of a second, rounded up", new Date(now().getTime() + 1), nowSeconds + 1],
  ])("puts the key with an expiry in %s since 1970", async (_, expiresAt, seconds) => {
    const { wire, table } = await setUp();
    await table.add("k-1", expiresAt, 10_000);
    const input = { TableName: "keys", Item: { key: { S: "k-1" }, expiresAt: { N: String(seconds) } } };
    expect(wire.calls).toEqual([{ operation: "PutItem", input }]);
  });
});
