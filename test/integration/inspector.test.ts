import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { type VendorId, vendors } from "../../functions/vendors.ts";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { maskText } from "../../infra/inspector/masking.ts";
import { type DeliveryView, kinds, paths } from "../../infra/inspector/protocol.ts";
import { printEvents } from "../../infra/local/print-events.ts";
import { loadSimulator } from "../../infra/simulators/simulators.ts";
import { exampleBody } from "../support/examples.ts";
import { ask, askAsPage, type InspectorClient, openPage } from "../support/inspector-client.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { invokeRelay, readOutboxKeys } from "../support/outbox.ts";
import { rotate } from "../support/rotation.ts";

// Of cdk.json: audit takes every event, card-design those of thales, decisions those with a result.
const intake = useLocalIntake((options) => startInspectedIntake({ ...options, stage: "example" }, 0));
const url = () => intake.running().endpoints.inspector ?? "";
const open = () => openPage(url());
const ids = vendors.map(({ id }) => id);

afterEach(async () => {
  await askAsPage(url(), paths.fault, { service: "queue", isUp: true });
  const { aws, endpoints } = intake.running();
  for (const { queueUrl: QueueUrl } of Object.values(endpoints.consumers))
    await aws.callSqs("PurgeQueue", { QueueUrl });
});

async function send(page: InspectorClient, source: string, kind: string) {
  const { defaultExample: example } = await loadSimulator(source as VendorId);
  return page.act(paths.send, { source, example, kind });
}

/** Resolves when this many deliveries are complete. */
function settled(page: InspectorClient, count: number): Promise<readonly DeliveryView[]> {
  return page.until(() => {
    const complete = page.news().filter(isComplete);
    return complete.length >= count ? complete : undefined;
  });
}

const isComplete = ({ response, result, message }: DeliveryView) =>
  response !== undefined && result !== undefined && (message !== undefined || result.event === undefined);

it.each(ids)(
  "what a vendor delivers is shown from the request to the message, for each kind: %s",
  async (id) => {
    const page = await open();
    const said: string[] = [];
    // A broken body of pipwave signs the second alone. Another test's of the same second would make it a copy.
    const clockSeconds = () => Math.floor(Date.now() / 1000);
    await expect.poll(clockSeconds, { timeout: 5000 }).toBeGreaterThan(clockSeconds());
    for (const kind of kinds) said.push((await send(page, id, kind)).text);
    expect(said).toEqual([
      "Delivered once, answered 200.",
      "Delivered twice, answered 200 and 200.",
      "Delivered once, answered 401.",
      "Delivered once, answered 200.",
    ]);
    const [valid, first, second, forged, broken] = await settled(page, 5);
    expect(valid).toMatchObject({
      source: id,
      request: { method: "POST", headers: { "content-type": "application/json" }, body: expect.any(String) },
      response: { status: 200 },
      result: { outcome: "accepted", durationMs: expect.any(Number), sendMs: expect.any(Number) },
      message: { queue: "events", content: { specversion: "1.0", id: valid?.result?.event, source: id } },
    });
    expect([first?.result?.outcome, second?.result?.outcome]).toEqual(["accepted", "duplicate"]);
    expect([second?.result?.event, second?.message]).toEqual([first?.result?.event, first?.message]);
    expect(forged).toMatchObject({ response: { status: 401 }, result: { outcome: "refused" } });
    expect(forged?.result?.code).toMatch(/^(credential_mismatch|signature_mismatch|token_invalid)$/);
    expect(forged?.result?.explanation).not.toContain("The function refused it");
    expect(forged?.message).toBeUndefined();
    expect(broken).toMatchObject({
      result: {
        outcome: "quarantined",
        explanation: expect.stringMatching(/^Authentic, but not understood \([^:]+: [\w.]+[);]/),
      },
      message: { queue: "quarantine", content: { source: id, delivery: { pathParameters: {} } } },
    });
    expect(JSON.stringify(broken?.message)).not.toContain('"body"');
    const countHeld = async () => (await open()).state().stores?.depths.quarantine;
    const held = await countHeld();
    expect(held).toBeGreaterThan(0);
    expect(await page.act(paths.replay, { event: broken?.result?.event ?? "" })).toEqual({
      ok: false,
      text: expect.stringMatching(/^Still not understood \(.+\)\. It stays/),
    });
    expect(await countHeld()).toBe(held);
  },
);

describe("a quarantined delivery", () => {
  it("that is understood by now leaves it, and is not offered once more", async () => {
    const page = await open();
    await send(page, "yoti", "broken");
    const [delivery] = await settled(page, 1);
    const event = delivery?.result?.event ?? "";
    // The code stays the same, so an understood body replaces the odd one.
    const bodies = (await intake.drain("quarantineQueueUrl")).map(({ body }) => JSON.parse(body));
    const quarantined = bodies.find(({ id }) => id === event);
    quarantined.delivery.body = Buffer.from(exampleBody("yoti", "session-completion")).toString("base64");
    await intake.running().aws.callSqs("SendMessage", {
      QueueUrl: intake.running().endpoints.quarantineQueueUrl,
      MessageBody: JSON.stringify(quarantined),
      MessageGroupId: "group",
      MessageDeduplicationId: randomUUID(),
    });
    const replay = await page.act(paths.replay, { event });
    expect(replay).toEqual({ ok: true, text: expect.stringMatching(/^Understood now/) });
    await page.until(() => page.news().some(({ message }) => message?.isReplayed));
    expect((await page.act(paths.replay, { event })).text).toMatch(/^It is not in quarantine/);
  });

  it("cannot be replayed while the queue is off", async () => {
    const page = await open();
    await page.act(paths.fault, { service: "queue", isUp: false });
    const replay = await page.act(paths.replay, { event: "0".repeat(64) });
    expect(replay).toEqual({ ok: false, text: expect.stringMatching(/Switch the queue on first/) });
  });
});

describe("an event of several consumers", () => {
  async function deliverPassed(page: InspectorClient) {
    const request = { source: "thales", example: "custom-accepted", kind: "valid" };
    expect(await page.act(paths.send, request)).toMatchObject({ ok: true });
  }
  const depthsOf = (page: InspectorClient) =>
    page
      .state()
      .stores?.consumers.map(({ id, events }) => `${id} ${events}`)
      .join();

  it("is shown once in the terminal and in the inspector, with the consumers that get it", async () => {
    const lines: string[] = [];
    printEvents(intake.running(), (line) => lines.push(line));
    const page = await open();
    await deliverPassed(page);
    const message = await page.until(() => page.news()[0]?.message);
    expect(message).toMatchObject({ queue: "events", consumers: ["audit", "card-design", "decisions"] });
    expect(lines).toEqual([expect.stringMatching(/ passed +[0-9a-f]{12} {2}audit, card-design, decisions$/)]);
    await intake.drain("queueUrl");
    await page.until(() => depthsOf(page) === "audit 0,card-design 1,decisions 1");
  });

  it("is kept by the switch of the queue, which takes the topic away as well", async () => {
    const page = await open();
    await page.act(paths.fault, { service: "queue", isUp: false });
    await deliverPassed(page);
    const { endpoints } = intake.running();
    expect(await readOutboxKeys(endpoints)).toHaveLength(1);
    await page.act(paths.fault, { service: "queue", isUp: true });
    expect(await invokeRelay(endpoints)).toMatchObject({ found: 1, sent: 1 });
    await page.until(() => depthsOf(page) === "audit 1,card-design 1,decisions 1");
  });
});

it.each([
  [paths.send, { source: "acme", example: "fine", kind: "valid" }, /^there is no source "acme"/],
  [paths.send, { source: "yoti", example: "../../package", kind: "valid" }, /^yoti has no example/],
  [paths.send, { source: "yoti", example: "session-completion", kind: "worse" }, /kind/],
  [paths.send, {}, /source/],
  [paths.send, null, /understood/],
  [paths.replay, { event: "x" }, /event/],
  [paths.relay, { now: true }, /now/],
  [paths.fault, { service: "secretsManager", isUp: false }, /service/],
  [paths.fault, { service: "queue", isUp: "no" }, /isUp/],
])("%s %j is answered 400 with a sentence", async (path, request, text) => {
  const { status, body } = await askAsPage(url(), path, request);
  expect(status).toBe(400);
  expect(JSON.parse(body)).toEqual({ ok: false, text: expect.stringMatching(text) });
});

/** Plain, line by line, and as in a `Basic` header. Shares no code with the redaction. */
function spell(value: string): string[] {
  const lines = value.split("\n").filter((line) => line.length > 12 && !line.startsWith("-----"));
  return [value, ...lines, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64")];
}

it("a credential is in no byte that the server sends, of every vendor and kind, also after two rotations", async () => {
  const page = await open();
  for (const id of ids) for (const kind of kinds) await send(page, id, kind);
  const { endpoints } = intake.running();
  const rotated = [`first:${randomUUID()}`, `second:${randomUUID()}`];
  for (const token of rotated) await rotate(endpoints, "yoti", { token });
  const values = [...Object.values(endpoints.secrets).flatMap((secret) => Object.values(secret)), ...rotated];
  // An authentic notification holds them as value, name and base64.
  for (const value of values) {
    const note = `${value} Basic ${Buffer.from(value).toString("base64")}`;
    const body = exampleBody("thales", "custom-rejected", {
      ImageId: randomUUID(),
      DataCapture: { note, [value]: [value], authorization: "anything" },
    });
    expect((await intake.deliver("thales", body)).status).toBe(200);
    await intake.post("/frankieone/request", { "user-agent": encodeURI(value) }, value);
    await page.act(paths.send, { source: value, example: value, kind: "valid" });
  }
  await settled(page, 20 + 2 * values.length);
  const again = await open();
  const script = await ask(`${url()}/inspector.js`, "GET");
  const everything = [page.received(), again.received(), script.body].join("\n");
  expect(everything.length).toBeGreaterThan(50_000);
  expect(everything.split(maskText).length).toBeGreaterThan(50);
  expect(values.flatMap(spell).filter((text) => everything.includes(text))).toEqual([]);
  expect(everything).not.toMatch(/"authorization":"anything|eyJhbGciOi/);
  // pipwave's own signature, SHA-1 in hexadecimal, would let a reader replay the body.
  expect(everything).toMatch(/\bsignature\W+●/);
  expect(everything).not.toMatch(/\bsignature\W+[0-9a-f]{40}\b/);
});
