import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { localClientSettings } from "../../infra/endpoints/client-settings.ts";
import { createOutbox } from "../../lib/aws/stores/outbox.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { invokeRelay } from "../support/outbox.ts";

const intake = useLocalIntake();

it("what a source deferred before the stage lost it is sent, page after page, each group in its order", async () => {
  const { endpoints } = intake.running();
  const client = new DynamoDB(localClientSettings(endpoints));
  const outbox = createOutbox(client, endpoints.tableName);
  const now = Date.now();
  // More than a page. The second group is the older one.
  for (let index = 0; index < 220; index += 1) {
    const [id, groupId] = [randomUUID(), `removed.${index % 2}`];
    const attributes = { source: "removed", type: "removed.v1", outcome: "ready" };
    const message = { body: `{"id":"${id}","index":${index}}`, groupId, deduplicationId: id, attributes };
    const deferredAt = new Date(now + index - (index % 2) * 1000);
    await outbox.add({ queue: "events", message, deferredAt, retentionSeconds: 60 }, 10_000);
  }
  client.destroy();
  const run = () => invokeRelay(endpoints);
  await expect.poll(run, { timeout: 30_000 }).toMatchObject({ found: 0 });
  const indexes = (await intake.drain("queueUrl")).map(({ body }) => Number(JSON.parse(body).index));
  const even = Array.from({ length: 110 }, (_, index) => 2 * index);
  expect(indexes.filter((index) => index % 2 === 0)).toEqual(even);
  expect(indexes.filter((index) => index % 2 === 1)).toEqual(even.map((index) => index + 1));
});
