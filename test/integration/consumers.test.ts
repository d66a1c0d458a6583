import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { paths } from "../../infra/inspector/protocol.ts";
import { printEvents } from "../../infra/local/print-events.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { maxBodyBytes } from "../../lib/intake/receive.ts";
import { stringifyJson } from "../../lib/json/json.ts";
import { drainQueue, type QueuedMessage } from "../support/drain-queue.ts";
import { openPage } from "../support/inspector-client.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { invokeRelay, readOutboxKeys } from "../support/outbox.ts";

// Of cdk.json: audit takes every event, card-design those of thales, decisions those with a result.
const intake = useLocalIntake((options) => startInspectedIntake({ ...options, stage: "example" }, 0));
const endpoints = () => intake.running().endpoints;

/** Of audit, card-design and decisions. */
function drainAll(): Promise<QueuedMessage[][]> {
  const { aws, consumers } = endpoints();
  return Promise.all(Object.values(consumers).map(({ queueUrl }) => drainQueue(aws, queueUrl)));
}

async function deliverPassed(): Promise<void> {
  const { about } = await loadSimulator("thales");
  const body = stringifyJson(about(readExample("thales", "custom-accepted"), randomUUID()));
  expect((await intake.deliver("thales", body)).status).toBe(200);
}

afterEach(drainAll);

it("a consumer's queue has an event of half a mebibyte, of characters that SQS takes as escapes only", async () => {
  const [head, tail] = [`{"session_id":"${randomUUID()}","topic":"session_completion","note":"`, '"}'];
  const count = Math.floor((maxBodyBytes - Buffer.byteLength(head + tail)) / Buffer.byteLength("\uFFFE"));
  const headers = { authorization: `Bearer ${endpoints().secrets.yoti?.token}` };
  expect((await intake.post("/yoti", headers, head + "\uFFFE".repeat(count) + tail)).status).toBe(200);
  const [[event] = []] = await drainAll();
  expect(event?.body).toContain("\\ufffe".repeat(count));
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
  expect(await invokeRelay(endpoints())).toMatchObject({ found: 1, sent: 1 });
  expect((await drainAll()).map(({ length }) => length)).toEqual([1, 1, 1]);
});
