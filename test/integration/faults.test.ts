import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { localClientSettings } from "../../infra/endpoints/client-settings.ts";
import { createOutbox } from "../../lib/aws/stores/outbox.ts";
import {
  createNotifications,
  deliverAll,
  drainSources,
  expectSuccess,
  oneOfEach,
  warmUp,
} from "../support/every-vendor.ts";
import { exampleBody } from "../support/examples.ts";
import {
  expectForgeryRefused,
  expectOneEventEach,
  killAll,
  named,
  relayAll,
  setFaults,
  useFaultyIntake,
} from "../support/faults.ts";
import { misrotate } from "../support/rotation.ts";

const intake = useFaultyIntake();

// faults.long.test.ts has every fault.
it.each(
  named([
    { faults: { dynamodb: { mode: "throttles" } }, holder: "queue" },
    { faults: { sqs: { mode: "refuses" } }, holder: "outbox" },
    { faults: { dynamodb: { mode: "fails" }, sqs: { mode: "refuses" } }, holder: "nowhere" },
    {
      faults: { dynamodb: { mode: "throttles" }, sqs: { mode: "hangs", takesEffect: true } },
      holder: "unseen",
    },
    { faults: { secretsManager: { mode: "throttles" } }, holder: "queue" },
    { faults: { secretsManager: { mode: "fails" } }, holder: "nowhere", isCold: true },
  ]),
)("with %s every notification is one event", (_, fault) => expectOneEventEach(intake, fault));

it("with the queue out a repeatable notification is deferred each time, with characters above U+FFFF as they came", async () => {
  setFaults(intake, { sqs: { mode: "throttles" } });
  const body = exampleBody("yoti", "resource-update", { session_id: `🙂${randomUUID()}` });
  for (let times = 0; times < 2; times += 1) expect((await intake.deliver("yoti", body)).status).toBe(200);
  setFaults(intake, {});
  await relayAll(intake);
  const carried = expect.stringContaining('"session_id":"🙂');
  expect(await intake.drain("queueUrl")).toMatchObject([{ body: carried }, { body: carried }]);
});

it("with the queue out what is not understood is deferred for the quarantine", async () => {
  setFaults(intake, { sqs: { mode: "refuses" } });
  expect((await intake.deliver("yoti", `{"note":"${randomUUID()}"}`)).status).toBe(200);
  setFaults(intake, {});
  await relayAll(intake);
  expect(await intake.drain("queueUrl")).toEqual([]);
  expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
});

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
  await relayAll(intake);
  const indexes = (await intake.drain("queueUrl")).map(({ body }) => Number(JSON.parse(body).index));
  const even = Array.from({ length: 110 }, (_, index) => 2 * index);
  expect(indexes.filter((index) => index % 2 === 0)).toEqual(even);
  expect(indexes.filter((index) => index % 2 === 1)).toEqual(even.map((index) => index + 1));
});

it("with every secret rotated to what no source can use, the version before is accepted, and each function warns", async () => {
  await warmUp(intake);
  const { repair } = await misrotate(intake.running().endpoints);
  const linesBefore = intake.logs().length;
  try {
    await killAll(intake);
    const played = await createNotifications();
    expectSuccess(played, await deliverAll(intake, played));
    await expectForgeryRefused(intake);
    expect(await drainSources(intake)).toEqual(oneOfEach);
  } finally {
    await repair();
  }
  const warnings = () =>
    intake
      .logs()
      .slice(linesBefore)
      .filter((line) => line.includes('"unusable_version"'));
  const reasons = () => warnings().map((line) => JSON.parse(line).reason);
  // One per function. The forgery made one function read again.
  await expect.poll(reasons, { timeout: 30_000 }).toEqual([...oneOfEach, "yoti"].map(() => "not_json"));
});
