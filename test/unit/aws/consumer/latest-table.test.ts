import { createHash } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { createLatestTable } from "../../../../lib/aws/consumer/latest-table.ts";
import { fakeTime } from "../../../support/fake-time.ts";
import { fault, forThisTest, type Respond, startWire, success } from "../wire.ts";

const event = { source: "pipwave", subject: "token-1", recordedtime: "2026-11-21T09:30:00.250Z" };
/** 2026-11-21T09:30:00Z in seconds since 1970, by `date`. */
const recordedSeconds = 1_795_253_400;

async function setUp(respond: Respond) {
  const wire = await startWire(respond);
  const client = forThisTest(new DynamoDB(wire.clientSettings));
  return { wire, latest: createLatestTable({ tableName: "seen", consumer: "billing", client }) };
}

it("begins an event with one write, on the condition that no newer one of its subject has begun", async () => {
  fakeTime({ now: 1_800_000_000_000, toFake: ["Date"] });
  const { wire, latest } = await setUp(() => success());
  expect(await latest.begin(event)).toBe("begun");
  const digest = createHash("sha256").update('["pipwave","token-1"]').digest("hex");
  const recordedAtMs = { N: `${recordedSeconds}250` };
  const expiresAt = { N: String(1_800_000_000 + 30 * 86_400) };
  const input = {
    TableName: "seen",
    Item: { key: { S: `consumer/billing/latest/${digest}` }, recordedAtMs, expiresAt },
    ConditionExpression: "attribute_not_exists(recordedAtMs) OR recordedAtMs <= :recordedAtMs",
    ExpressionAttributeValues: { ":recordedAtMs": recordedAtMs },
  };
  expect(wire.calls).toEqual([{ operation: "PutItem", input }]);
});

it("takes a failed condition for a newer event", async () => {
  const { latest } = await setUp(() => fault("ConditionalCheckFailedException"));
  expect(await latest.begin(event)).toBe("superseded");
});

// seen-table.test.ts has a table that does not answer.
it("fails if the table refuses the call", async () => {
  const { latest } = await setUp(() => fault("AccessDeniedException"));
  await expect(latest.begin(event)).rejects.toThrow("no");
});

it("takes a client of another version, whose errors are of another class", async () => {
  const failed = Object.assign(new Error("no"), { name: "ConditionalCheckFailedException" });
  const client = { putItem: (): Promise<unknown> => Promise.reject(failed) };
  const latest = createLatestTable({ tableName: "seen", consumer: "billing", client });
  expect(await latest.begin(event)).toBe("superseded");
});
