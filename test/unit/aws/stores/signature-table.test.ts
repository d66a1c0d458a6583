import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createSignatureTable } from "../../../../lib/aws/stores/signature-table.ts";
import { createClock } from "../../../support/clock.ts";
import { forThisTest, startWire, success } from "../wire.ts";

const { now } = createClock();
// The test clock's start, 2026-11-21T09:30:00Z, in seconds since 1970.
const nowSeconds = 1795253400;
const seen = { signature: "s", body: "b", id: "i", until: new Date((nowSeconds + 60) * 1000), isSent: true };
const text = `s b i ${nowSeconds + 60} sent`;

async function setUp(response = success()) {
  const wire = await startWire(() => response);
  const client = forThisTest(new DynamoDBClient(wire.settings));
  return { wire, table: createSignatureTable(client, "keys") };
}

describe("find", () => {
  it("reads one item, as it is at this moment", async () => {
    const { wire, table } = await setUp();
    expect(await table.find("k-1", now(), 10_000)).toEqual([]);
    const input = {
      TableName: "keys",
      Key: { key: { S: "k-1" } },
      ProjectionExpression: "#expiresAt, #signatures",
      ExpressionAttributeNames: { "#expiresAt": "expiresAt", "#signatures": "signatures" },
      ConsistentRead: true,
    };
    expect(wire.calls).toEqual([{ operation: "GetItem", input }]);
  });

  it.each([
    ["are kept for another second", nowSeconds + 1, [seen]],
    ["are forgotten now", nowSeconds, []],
    ["are forgotten and not deleted yet", nowSeconds - 1, []],
  ])("finds those that %s", async (_, expiresAt, found) => {
    const Item = { expiresAt: { N: String(expiresAt) }, signatures: { SS: [text] } };
    const { table } = await setUp(success({ Item }));
    expect(await table.find("k-1", now(), 10_000)).toEqual(found);
  });
});

describe("add", () => {
  it("adds to the set, keeps the item for longer, and returns what was there", async () => {
    const before = { signatures: { SS: [text, `s2 b2 i2 ${nowSeconds} deferred`] } };
    const { wire, table } = await setUp(success({ Attributes: before }));
    const added = await table.add("k-1", { ...seen, isSent: false }, new Date(nowSeconds * 1000 + 1), 10_000);
    expect(added).toEqual([seen, { signature: "s2", body: "b2", id: "i2", until: now(), isSent: false }]);
    const input = {
      TableName: "keys",
      Key: { key: { S: "k-1" } },
      UpdateExpression: "SET #expiresAt = :expiresAt ADD #signatures :signatures",
      ExpressionAttributeNames: { "#expiresAt": "expiresAt", "#signatures": "signatures" },
      ExpressionAttributeValues: {
        ":expiresAt": { N: String(nowSeconds + 1) },
        ":signatures": { SS: [`s b i ${nowSeconds + 60} deferred`] },
      },
      ReturnValues: "UPDATED_OLD",
    };
    expect(wire.calls).toEqual([{ operation: "UpdateItem", input }]);
  });

  it("returns nothing of a new item", async () => {
    const { table } = await setUp();
    expect(await table.add("k-1", seen, now(), 10_000)).toEqual([]);
  });
});
