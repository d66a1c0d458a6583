import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createNotifications,
  deliverAll,
  drainSources,
  eachSource,
  statusesOf,
} from "../support/every-vendor.ts";
import { exampleBody } from "../support/examples.ts";
import { relayAll, useFaultyIntake } from "../support/fault-modes.ts";
import { readOutboxKeys } from "../support/outbox-keys.ts";
import { invokeRelay } from "../support/relay.ts";
import {
  expectDeferred,
  expectNothingStored,
  expectOneEvent,
  expectQueued,
} from "../support/store-faults.ts";

// store-faults.long.test.ts has every fault.
const intake = useFaultyIntake();
const faults = () => intake.running().aws.faults;
const endpoints = () => intake.running().endpoints;

// Functions read their secrets before the faults.
beforeAll(async () => {
  expect(statusesOf(await deliverAll(intake, await createNotifications()))).toEqual(eachSource(200));
  await intake.drain("queueUrl");
});

it("with the table out all is acknowledged and on the queue, copies too", () =>
  expectQueued(intake, { mode: "throttles" }));

it("with the table and the queue out every vendor is asked to send again, and nothing is stored", () =>
  expectNothingStored(intake, { table: { mode: "fails" }, queue: { mode: "refuses" } }));

it("what took effect unseen and the vendor's repeat are one event", () =>
  expectOneEvent(intake, { table: { mode: "throttles" }, queue: { mode: "hangs", takesEffect: true } }));

describe("with the queue out", () => {
  it("all is acknowledged and deferred, copies are duplicates, the relay sends each once", () =>
    expectDeferred(intake, { mode: "refuses" }));

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
