import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { paths } from "../../infra/inspector/protocol.ts";
import type { Fault } from "../../infra/local/aws/service-faults.ts";
import { printEvents } from "../../infra/local/print-events.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { maxBodyBytes } from "../../lib/intake/receive.ts";
import { stringifyJson } from "../../lib/json/json.ts";
import { drainQueue, type QueuedMessage } from "../support/drain-queue.ts";
import {
  createNotifications,
  deliverAll,
  expectSuccess,
  oneOfEach,
  warmUp,
} from "../support/every-vendor.ts";
import { relayAll, setFaults, untilNothingIsPending } from "../support/faults.ts";
import { openPage } from "../support/inspector-client.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { readOutboxKeys } from "../support/outbox.ts";

// Of cdk.json: audit takes every event, card-design those of thales, decisions those with a result.
const intake = useLocalIntake((options) => startInspectedIntake({ ...options, stage: "example" }, 0));
const endpoints = () => intake.running().endpoints;
const outages: readonly Fault[] = [
  { mode: "refuses" },
  { mode: "throttles" },
  // SNS has the event, and the function learns of nothing.
  { mode: "hangs", takesEffect: true },
];
const results = ["passed", "failed", "review", "error"];

/** Of audit, card-design and decisions. */
function drainAll(): Promise<QueuedMessage[][]> {
  const { aws, consumers } = endpoints();
  return Promise.all(Object.values(consumers).map(({ queueUrl }) => drainQueue(aws, queueUrl)));
}

const sourceOf = ({ body }: QueuedMessage): string => JSON.parse(body).source;
const hasResult = ({ body }: QueuedMessage) => results.includes(JSON.parse(body).data.outcome);

async function deliverPassed(): Promise<void> {
  const { about } = await loadSimulator("thales");
  const body = stringifyJson(about(readExample("thales", "custom-accepted"), randomUUID()));
  expect((await intake.deliver("thales", body)).status).toBe(200);
}

/** By what the events say, not by their attributes. Returns all events. */
async function drainAsChosen(): Promise<readonly QueuedMessage[]> {
  const [audit = [], cards, decisions] = await drainAll();
  expect(cards).toEqual(audit.filter((message) => sourceOf(message) === "thales"));
  expect(decisions).toEqual(audit.filter(hasResult));
  return audit;
}

afterEach(async () => {
  setFaults(intake, {});
  await untilNothingIsPending(intake);
  await relayAll(intake);
  await drainAll();
});

describe("each consumer's queue", () => {
  it("drops repeats by itself while the table is out", async () => {
    await warmUp(intake);
    await drainAll();
    const played = await createNotifications();
    setFaults(intake, { dynamodb: { mode: "throttles" } });
    for (let times = 0; times < 2; times += 1) expectSuccess(played, await deliverAll(intake, played));
    expect((await drainAsChosen()).map(sourceOf).toSorted()).toEqual(oneOfEach);
  });

  it("has an event of half a mebibyte, of characters that SQS takes as escapes only", async () => {
    const [head, tail] = [`{"session_id":"${randomUUID()}","topic":"session_completion","note":"`, '"}'];
    const count = Math.floor((maxBodyBytes - Buffer.byteLength(head + tail)) / Buffer.byteLength("\uFFFE"));
    const headers = { authorization: `Bearer ${endpoints().secrets.yoti?.token}` };
    expect((await intake.post("/yoti", headers, head + "\uFFFE".repeat(count) + tail)).status).toBe(200);
    const [event] = await drainAsChosen();
    expect(event?.body).toContain("\\ufffe".repeat(count));
  });
});

it("the terminal and the inspector show an event once, and the consumers that get it", async () => {
  const lines: string[] = [];
  printEvents(intake.running(), (line) => lines.push(line));
  const page = await openPage(endpoints().inspector ?? "");
  await deliverPassed();
  const message = await page.until(({ news }) => news()[0]?.message);
  expect(message).toMatchObject({ queue: "events", consumers: ["audit", "card-design", "decisions"] });
  expect(lines).toEqual([expect.stringMatching(/ passed +[0-9a-f]{12} {2}audit, card-design, decisions$/)]);
  await intake.drain("queueUrl");
  const depths = () => page.state().stores?.consumers.map(({ id, events }) => `${id} ${events}`);
  await page.until(() => depths()?.join() === "audit 0,card-design 1,decisions 1");
});

it("the inspector's switch of the queue takes the topic away as well", async () => {
  const page = await openPage(endpoints().inspector ?? "");
  await page.act(paths.fault, { service: "queue", isUp: false });
  await deliverPassed();
  expect(await readOutboxKeys(endpoints())).toHaveLength(1);
  await page.act(paths.fault, { service: "queue", isUp: true });
  await relayAll(intake);
  expect(await drainAsChosen()).toHaveLength(1);
});

it.each(outages)(
  "with the topic out (%j) every event is deferred, and reaches each consumer once",
  async (fault) => {
    await warmUp(intake);
    await drainAll();
    const played = await createNotifications();
    setFaults(intake, { sns: fault });
    expectSuccess(played, await deliverAll(intake, played));
    expect(await readOutboxKeys(endpoints())).toHaveLength(played.length);
    expectSuccess(played, await deliverAll(intake, played));
    setFaults(intake, {});
    await untilNothingIsPending(intake);
    await relayAll(intake);
    expect((await drainAsChosen()).map(sourceOf).toSorted()).toEqual(oneOfEach);
  },
);
