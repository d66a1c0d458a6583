import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { notificationEventSchema } from "../../functions/package/events.ts";
import { vendors } from "../../functions/vendors.ts";
import { startIntake } from "../../infra/local/intake.ts";
import { deliverOnce, localTarget } from "../../infra/simulators/simulator-client.ts";
import { listExamples, loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { stringifyJson } from "../../lib/json/json.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { playedIds } from "../support/simulated-vendors.ts";

/** The stage with two sources of one vendor. */
const intake = useLocalIntake((options) => startIntake({ ...options, stage: "example" }));

async function aboutSomeoneNew(source: (typeof vendors)[number]["id"], example: string): Promise<string> {
  const simulator = await loadSimulator(source);
  return stringifyJson(simulator.about(readExample(source, example), randomUUID()));
}

/** pipwave writes the sending time into the body. */
function withoutTime(body: string): unknown {
  const { timestamp: _, ...rest } = JSON.parse(body);
  return rest;
}

describe.sequential.each(playedIds)("%s", (id) => {
  const source = vendors.find((vendor) => vendor.id === id);

  it.each(listExamples(id))(
    "puts the published example %s on the queue, as its schema says",
    async (example) => {
      const body = await aboutSomeoneNew(id, example);
      const simulator = await loadSimulator(id);
      const response = await intake.deliver(id, body);
      expect(simulator.retry.isDone(response.status, response.body)).toBe(true);
      expect(response.status).toBe(200);
      const [message, ...others] = await intake.drain("queueUrl");
      expect(others).toEqual([]);
      const event = v.parse(notificationEventSchema, JSON.parse(message?.body ?? ""));
      expect(event).toMatchObject({
        source: id,
        type: source?.eventType,
        data: { original: withoutTime(body) },
      });
      expect(message?.attributes).toEqual({
        source: id,
        type: source?.eventType,
        outcome: event.data.outcome,
        "content-type": "application/cloudevents+json",
      });
    },
  );

  it("gives one event for fifty copies at once", async () => {
    const { defaultExample } = await loadSimulator(id);
    const body = await aboutSomeoneNew(id, defaultExample);
    const responses = await Promise.all(Array.from({ length: 50 }, () => intake.deliver(id, body)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(new Set(responses.map((response) => response.body)).size).toBe(1);
    expect(await intake.drain("queueUrl")).toHaveLength(1);
  });

  it("refuses an unauthenticated delivery and leaves nothing behind", async () => {
    const body = await aboutSomeoneNew(id, listExamples(id)[0] ?? "");
    const response = await intake.post(source?.routes[0] ?? "", { "content-type": "application/json" }, body);
    expect([401, 403]).toContain(response.status);
    expect(response.headers["content-type"]).toBe("application/problem+json");
    expect(await intake.drain("queueUrl")).toEqual([]);
    expect(await intake.drain("quarantineQueueUrl")).toEqual([]);
  });

  it("keeps the order of different notifications of one subject", async () => {
    const simulator = await loadSimulator(id);
    const subject = randomUUID();
    for (const example of listExamples(id)) {
      await intake.deliver(id, stringifyJson(simulator.about(readExample(id, example), subject)));
    }
    const messages = await intake.drain("queueUrl");
    const originals = messages.map(
      ({ body }) => v.parse(notificationEventSchema, JSON.parse(body)).data.original,
    );
    const sent = listExamples(id).map((example) =>
      withoutTime(stringifyJson(simulator.about(readExample(id, example), subject))),
    );
    expect(originals).toMatchObject(sent);
    expect(new Set(messages.map(({ groupId }) => groupId)).size).toBe(1);
  });
});

describe.sequential.each([
  ["yoti", "yoti-sandbox"],
  ["yoti-sandbox", "yoti"],
])("%s, whose vendor is also that of %s", (id, sibling) => {
  it("gives its own event for a body that came to its sibling", async () => {
    const body = await aboutSomeoneNew("yoti", "session-completion");
    for (const source of [sibling, id, id]) expect((await intake.deliver(source, body)).status).toBe(200);
    const events = (await intake.drain("queueUrl")).map((message) =>
      v.parse(notificationEventSchema, JSON.parse(message.body)),
    );
    expect(events.map(({ source }) => source).sort()).toEqual(["yoti", "yoti-sandbox"]);
    expect(new Set(events.map((event) => event.id)).size).toBe(2);
  });

  it("refuses its sibling's credential and leaves nothing behind", async () => {
    const { endpoints } = intake.running();
    const { vendorSide } = localTarget(sibling, endpoints);
    const forger = { ...localTarget(id, endpoints), vendorSide };
    const body = readExample("yoti", "session-completion");
    const { status } = await deliverOnce(await loadSimulator("yoti"), forger, body);
    expect(status).toBe(401);
    expect(await intake.drain("queueUrl")).toEqual([]);
    expect(await intake.drain("quarantineQueueUrl")).toEqual([]);
  });
});
