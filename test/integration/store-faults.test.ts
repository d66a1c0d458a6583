import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createNotifications,
  deliverAll,
  drainSources,
  eachSource,
  expectSuccess,
  expectTryAgain,
  oneOfEach,
  statusesOf,
} from "../support/every-vendor.ts";
import { exampleBody } from "../support/examples.ts";
import {
  allUp,
  everyMode,
  named,
  nameOf,
  relayAll,
  useFaultyIntake,
  withEffect,
  withoutEffect,
} from "../support/fault-modes.ts";
import { readOutboxKeys } from "../support/outbox-keys.ts";
import { invokeRelay } from "../support/relay.ts";
import { playedIds } from "../support/simulated-vendors.ts";

const intake = useFaultyIntake();
const faults = () => intake.running().aws.faults;
const endpoints = () => intake.running().endpoints;

// Every function has read its secret before anything breaks.
beforeAll(async () => {
  expect(statusesOf(await deliverAll(intake, await createNotifications()))).toEqual(eachSource(200));
  await intake.drain("queueUrl");
});

describe("with the table out", () => {
  it.each(named(everyMode))("(%s) all is acknowledged and on the queue, copies too", async (_, fault) => {
    const played = await createNotifications();
    faults().dynamodb.set(fault);
    expectSuccess(played, await deliverAll(intake, played));
    expectSuccess(played, await deliverAll(intake, played));
    expect(await drainSources(intake)).toEqual(oneOfEach);
  });
});

describe("with the queue out", () => {
  it.each(named(everyMode))(
    "(%s) all is acknowledged and deferred, copies are duplicates, the relay sends each once",
    async (_, fault) => {
      const played = await createNotifications();
      const count = playedIds.length;
      faults().sqs.set(fault);
      expectSuccess(played, await deliverAll(intake, played));
      expect(await readOutboxKeys(endpoints())).toHaveLength(count);
      expectSuccess(played, await deliverAll(intake, played));
      expect(await readOutboxKeys(endpoints())).toHaveLength(count);
      faults().sqs.set({ mode: "up" });
      const report = { found: count, sent: count, failed: 0, finished: true };
      expect(await invokeRelay(endpoints())).toEqual(report);
      expect(await readOutboxKeys(endpoints())).toEqual([]);
      expect(await drainSources(intake)).toEqual(oneOfEach);
      expectSuccess(played, await deliverAll(intake, played));
      expect(await drainSources(intake)).toEqual([]);
    },
  );

  it("a repeatable notification is deferred each time that it comes", async () => {
    faults().sqs.set({ mode: "throttles" });
    const body = exampleBody("yoti", "resource-update", { session_id: randomUUID() });
    const responses = [await intake.deliver("yoti", body), await intake.deliver("yoti", body)];
    expect(statusesOf(responses)).toEqual([200, 200]);
    faults().sqs.set({ mode: "up" });
    await relayAll(intake);
    expect(await drainSources(intake)).toEqual(["yoti", "yoti"]);
  });

  it("characters above U+FFFF are deferred and sent as they came", async () => {
    faults().sqs.set({ mode: "throttles" });
    const body = exampleBody("yoti", "resource-update", { session_id: `🙂${randomUUID()}` });
    expect((await intake.deliver("yoti", body)).status).toBe(200);
    faults().sqs.set({ mode: "up" });
    expect(await invokeRelay(endpoints())).toMatchObject({ sent: 1, failed: 0 });
    const [message] = await intake.drain("queueUrl");
    expect(message?.body).toContain('"session_id":"🙂');
  });

  it("what is not understood is deferred for the quarantine", async () => {
    faults().sqs.set({ mode: "refuses" });
    expect((await intake.deliver("yoti", `{"note":"${randomUUID()}"}`)).status).toBe(200);
    expect(await readOutboxKeys(endpoints())).toHaveLength(1);
    faults().sqs.set({ mode: "up" });
    await relayAll(intake);
    expect(await drainSources(intake)).toEqual([]);
    expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
  });
});

describe("with the table and the queue out", () => {
  // Every mode with itself and with another one.
  const pairs = withoutEffect.flatMap((table, at) =>
    [table, withoutEffect[(at + 1) % withoutEffect.length] ?? table].map(
      (queue) => [nameOf(table), nameOf(queue), table, queue] as const,
    ),
  );
  it.each(pairs)(
    "(%s, %s) every vendor is asked to send again, and nothing is stored",
    async (_, __, table, queue) => {
      const played = await createNotifications();
      faults().dynamodb.set(table);
      faults().sqs.set(queue);
      expectTryAgain(await deliverAll(intake, played));
      allUp(intake);
      expect(await readOutboxKeys(endpoints())).toEqual([]);
      expect(await drainSources(intake)).toEqual([]);
      expectSuccess(played, await deliverAll(intake, played));
      expect(await drainSources(intake)).toEqual(oneOfEach);
    },
  );

  const halves = withEffect.flatMap((fault) => [
    [nameOf(fault), "refuses", fault, { mode: "refuses" }] as const,
    ["throttles", nameOf(fault), { mode: "throttles" }, fault] as const,
    [nameOf(fault), nameOf(fault), fault, fault] as const,
  ]);
  it.each(halves)(
    "(%s, %s) what took effect unseen and the vendor's repeat are one event",
    async (_, __, table, queue) => {
      const played = await createNotifications();
      faults().dynamodb.set(table);
      faults().sqs.set(queue);
      expectTryAgain(await deliverAll(intake, played));
      allUp(intake);
      expectSuccess(played, await deliverAll(intake, played));
      await relayAll(intake);
      expect(await drainSources(intake)).toEqual(oneOfEach);
    },
  );
});
