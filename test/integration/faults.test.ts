import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SourceId, sources } from "../../functions/sources.ts";
import type { HttpAnswer } from "../../infra/local/post.ts";
import { type Fault, faultyServices } from "../../infra/local/service-faults.ts";
import { loadVendor, readExample } from "../../infra/local/vendors.ts";
import { type JsonObject, stringifyJson } from "../../lib/json.ts";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { readParkedKeys } from "../support/parked-keys.ts";
import { invokeRedrive } from "../support/redrive.ts";

const intake = useLocalIntake();
const faults = () => intake.running().faults;
const endpoints = () => intake.running().endpoints;

/** Longer than any call to a service may take. */
const tooSlow = { mode: "slow", delayMs: 2500 } as const;
const without: readonly Fault[] = [
  { mode: "refuses" },
  { mode: "hangs", takesEffect: false },
  { mode: "throttles" },
  { mode: "fails" },
];
/** What is asked for happens, and the function cannot know it. */
const withEffect: readonly Fault[] = [{ mode: "hangs", takesEffect: true }, tooSlow];
const all = [...without, ...withEffect];
const nameOf = (fault: Fault) =>
  fault.mode === "hangs" && fault.takesEffect ? "hangs, with effect" : fault.mode;
const named = (list: readonly Fault[]) => list.map((fault) => [nameOf(fault), fault] as const);

/** The bodies of a success, as the vendors' pages have them (README, "The sources"). */
const successes: Readonly<Record<string, (body: JsonObject) => string>> = {
  thales: ({ ImageId }) => `{"CardImageId":"${ImageId}","Success":"True"}`,
  pipwave: () => "OK",
  frankieone: () => "",
  yoti: () => "",
};

interface Played {
  readonly source: SourceId;
  readonly body: JsonObject;
}

/** A notification of every vendor, about someone new. */
function createNotifications(): Promise<Played[]> {
  return Promise.all(
    sources.map(async ({ id }) => {
      const vendor = await loadVendor(id);
      return { source: id, body: vendor.about(readExample(id, vendor.defaultExample), randomUUID()) };
    }),
  );
}

const deliverAll = (played: readonly Played[]): Promise<HttpAnswer[]> =>
  Promise.all(played.map(({ source, body }) => intake.deliver(source, stringifyJson(body))));

const eachSource = <Value>(value: Value): Value[] => sources.map(() => value);
const statusesOf = (answers: readonly HttpAnswer[]) => answers.map(({ status }) => status);

function expectSuccess(played: readonly Played[], answers: readonly HttpAnswer[]): void {
  expect(statusesOf(answers)).toEqual(eachSource(200));
  expect(answers.map(({ body }) => body)).toEqual(
    played.map(({ source, body }) => successes[source]?.(body) ?? expect.any(String)),
  );
}

function expectTryAgain(answers: readonly HttpAnswer[]): void {
  expect(statusesOf(answers)).toEqual(eachSource(503));
  for (const { headers } of answers) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
}

/** Sends what is parked, until nothing is. */
async function redriveAll(): Promise<void> {
  await expect.poll(() => invokeRedrive(endpoints()), { timeout: 10_000 }).toMatchObject({ found: 0 });
}

async function drainSources(): Promise<string[]> {
  const messages = await intake.drain("queueUrl");
  return messages.map(({ body }) => String(JSON.parse(body).source)).sort();
}

const oneOfEach = sources.map(({ id }) => id).sort();

function allUp(): void {
  for (const service of faultyServices) faults()[service].set({ mode: "up" });
}

/** Every function has read its secret. */
async function warmUp(): Promise<void> {
  expect(statusesOf(await deliverAll(await createNotifications()))).toEqual(eachSource(200));
  await intake.drain("queueUrl");
}

beforeAll(warmUp);
afterEach(async () => {
  allUp();
  await redriveAll();
  await intake.drain("queueUrl");
});

/** What each delivery took, by the function's own line; printed, since a busy computer is no fault of the intake's. */
afterAll(() => {
  const durations = intake.logs().flatMap((line) => {
    const { message, durationMs } = JSON.parse(line);
    return message === "delivery" ? [Number(durationMs)] : [];
  });
  process.stdout.write(`slowest of ${durations.length} answers under faults: ${Math.max(...durations)} ms\n`);
});

describe("with the table out", () => {
  it.each(named(all))("(%s) every notification is acknowledged and on the queue", async (_, fault) => {
    const played = await createNotifications();
    faults().dynamodb.set(fault);
    expectSuccess(played, await deliverAll(played));
    expectSuccess(played, await deliverAll(played));
    expect(await drainSources()).toEqual(oneOfEach);
  });
});

describe("with the queue out", () => {
  it.each(named(all))(
    "(%s) every notification is acknowledged, parked, and sent by the redrive",
    async (_, fault) => {
      const played = await createNotifications();
      faults().sqs.set(fault);
      expectSuccess(played, await deliverAll(played));
      expect(await readParkedKeys(endpoints())).toHaveLength(sources.length);
      const copies = await deliverAll(played);
      expectSuccess(played, copies);
      expect(await readParkedKeys(endpoints())).toHaveLength(sources.length);
      faults().sqs.set({ mode: "up" });
      expect(await invokeRedrive(endpoints())).toEqual({
        found: sources.length,
        sent: sources.length,
        failed: 0,
        finished: true,
      });
      expect(await readParkedKeys(endpoints())).toEqual([]);
      expect(await drainSources()).toEqual(oneOfEach);
      expectSuccess(played, await deliverAll(played));
      expect(await drainSources()).toEqual([]);
    },
  );

  it("a repeatable notification is parked each time that it comes", async () => {
    faults().sqs.set({ mode: "throttles" });
    const body = exampleBody("yoti", "resource-update", { session_id: randomUUID() });
    const answers = [await intake.deliver("yoti", body), await intake.deliver("yoti", body)];
    expect(statusesOf(answers)).toEqual([200, 200]);
    faults().sqs.set({ mode: "up" });
    await redriveAll();
    expect(await drainSources()).toEqual(["yoti", "yoti"]);
  });

  it("what is not understood is parked for the quarantine", async () => {
    faults().sqs.set({ mode: "refuses" });
    expect((await intake.deliver("yoti", `{"note":"${randomUUID()}"}`)).status).toBe(200);
    expect(await readParkedKeys(endpoints())).toHaveLength(1);
    faults().sqs.set({ mode: "up" });
    await redriveAll();
    expect(await drainSources()).toEqual([]);
    expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
  });
});

describe("with the table and the queue out", () => {
  // Every mode with itself and with another one.
  const pairs = without.flatMap((table, at) =>
    [table, without[(at + 1) % without.length] ?? table].map(
      (queue) => [nameOf(table), nameOf(queue), table, queue] as const,
    ),
  );
  it.each(pairs)(
    "(%s, %s) every vendor is asked to send again, and nothing is stored",
    async (_, __, table, queue) => {
      const played = await createNotifications();
      faults().dynamodb.set(table);
      faults().sqs.set(queue);
      expectTryAgain(await deliverAll(played));
      allUp();
      expect(await readParkedKeys(endpoints())).toEqual([]);
      expect(await drainSources()).toEqual([]);
      expectSuccess(played, await deliverAll(played));
      expect(await drainSources()).toEqual(oneOfEach);
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
      expectTryAgain(await deliverAll(played));
      allUp();
      expectSuccess(played, await deliverAll(played));
      await redriveAll();
      expect(await drainSources()).toEqual(oneOfEach);
    },
  );
});

describe("with Secrets Manager out", () => {
  it.each(named(all))("(%s) what was read before serves on, and strangers are refused", async (_, fault) => {
    await warmUp();
    faults().secretsManager.set(fault);
    const stranger = { "content-type": "application/json", authorization: "Bearer stranger" };
    const refused = await intake.post("/yoti", stranger, exampleBody("yoti", "session-completion"));
    expect(refused.status).toBe(401);
    const played = await createNotifications();
    expectSuccess(played, await deliverAll(played));
    expect(await drainSources()).toEqual(oneOfEach);
  });

  it.each(named(all))("(%s) nothing is accepted or stored before it was read", async (_, fault) => {
    faults().secretsManager.set(fault);
    for (const pid of intake.running().processIds()) process.kill(pid, "SIGKILL");
    await expect.poll(() => intake.running().processIds(), { timeout: 5000 }).toEqual([]);
    const played = await createNotifications();
    expectTryAgain(await deliverAll(played));
    expect(await readParkedKeys(endpoints())).toEqual([]);
    expect(await drainSources()).toEqual([]);
    allUp();
    const again = () => deliverAll(played).then(statusesOf);
    await expect.poll(again, { timeout: 10_000, interval: 500 }).toEqual(eachSource(200));
    expect(await drainSources()).toEqual(oneOfEach);
  });

  it("and everything else as well, every vendor is asked to send again", async () => {
    for (const service of faultyServices) faults()[service].set({ mode: "hangs", takesEffect: false });
    expectTryAgain(await deliverAll(await createNotifications()));
  });
});
