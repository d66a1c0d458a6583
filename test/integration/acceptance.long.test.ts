import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Check } from "../../infra/acceptance/check.ts";
import { alarms } from "../../infra/acceptance/checks/alarms.ts";
import { awsSteps } from "../../infra/acceptance/checks/all-checks.ts";
import { bill } from "../../infra/acceptance/checks/bill.ts";
import { handedOn } from "../../infra/acceptance/checks/containers.ts";
import { outage } from "../../infra/acceptance/checks/outage.ts";
import { runSuite, type SuiteOptions } from "../../infra/acceptance/suite.ts";
import type { Target } from "../../infra/acceptance/target.ts";
import { readFiredAlarms } from "../../infra/acceptance/targets/cloudwatch.ts";
import { runningTarget } from "../../infra/acceptance/targets/running-target.ts";
import { startIntake } from "../../infra/local/intake.ts";
import { runToEnd } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { startFakeAws } from "../support/fake-aws.ts";
import { startFaultyProxy } from "../support/faulty-proxy.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const timeout = 300_000;
const intake = useLocalIntake((options) => startIntake({ ...options, stage: "example" }));
const logLines = async () => intake.logs();
const sound = async (): Promise<Target> => ({
  ...(await runningTarget("a faulty intake", intake.running().endpoints, "example")),
  logLines,
});

/** With the source of one vendor, whose address takes no client certificate. */
async function ofYoti(changes: Partial<Target>, address?: string): Promise<Target> {
  const target = await sound();
  const [yoti] = target.sources.filter(({ id }) => id === "yoti");
  return { ...target, ...changes, sources: yoti ? [{ ...yoti, address: address ?? yoti.address }] : [] };
}

async function behindProxy(faults: Parameters<typeof startFaultyProxy>[1], changes: Partial<Target> = {}) {
  return ofYoti(changes, `${await startFaultyProxy(intake.running().endpoints.http, faults)}/yoti`);
}

function find(target: Target, options: Partial<SuiteOptions>) {
  const usual = { only: "", notifications: 20, onFinding: () => undefined, isStopped: () => false };
  return runSuite(target, { ...usual, ...options });
}

/** Sends the first event to a consumer once more. */
function sendOnceMore(consumer: string) {
  const { endpoints, aws } = intake.running();
  const QueueUrl = endpoints.consumers[consumer]?.queueUrl ?? "";
  const end = aws.sent.subscribe(({ body }) => {
    end();
    const ids = { MessageGroupId: randomUUID(), MessageDeduplicationId: randomUUID() };
    const { source, type, data } = JSON.parse(body);
    const named = { source, type, outcome: data.outcome, "content-type": "application/cloudevents+json" };
    const asText = ([name, StringValue]: readonly unknown[]) => [name, { DataType: "String", StringValue }];
    const MessageAttributes = Object.fromEntries(Object.entries(named).map(asText));
    void aws.callSqs("SendMessage", { QueueUrl, MessageBody: body, MessageAttributes, ...ids });
  });
  onTestFinished(end);
}

const many = "of many notifications";

async function expectFailure(target: Target, only: string, sentence: RegExp, notifications = 20) {
  const findings = await find(target, { only, notifications });
  const failed = findings.filter(({ result }) => result === "failed");
  expect(failed.map((finding) => finding.sentence)).toEqual([expect.stringMatching(sentence)]);
}

describe("the acceptance suite fails on an intake that", { timeout }, () => {
  it("loses one event in a thousand", async () => {
    const target = await behindProxy({ isLost: (number) => number === 700 }, { patienceMs: 10_000 });
    await expectFailure(target, many, /^0 events instead of 1: the delivery [0-9a-f-]{36}$/, 1000);
  });

  it.each([
    ["doubles one", "audit", /^2 messages instead of 1: the consumer audit, of/],
    ["skips a filter", "card-design", /^1 messages instead of 0: the consumer card-design, of/],
  ])("%s", async (_, consumer, sentence) => {
    sendOnceMore(consumer);
    await expectFailure(await ofYoti({}), many, sentence);
  });

  it("answers a forged one with 200", async () => {
    const target = await behindProxy({ acceptsAll: true });
    await expectFailure(target, "invented credentials", /^the answer is 200 instead of 401 or 403$/);
  });

  it("sends a secret to the log", async () => {
    const line = `{"outcome":"refused","cause":"${intake.running().endpoints.secrets.yoti?.token}"}`;
    const target = { ...(await sound()), logLines: async () => [...intake.logs(), line] };
    await expectFailure(target, "log line", /^a log line holds something of 41 characters/);
  });
});

describe("with AWS's answers, the acceptance suite", () => {
  /** Ends each wait once AWS was asked so often. */
  async function findWith(
    { name: only }: Check<never>,
    members: (ask: <T>(value: T) => T) => Partial<Target>,
    times = 1,
  ) {
    let asked = 0;
    const ask = <T>(value: T): T => {
      asked += 1;
      return value;
    };
    const target = await ofYoti(members(ask));
    const [finding] = await find(target, { only, notifications: 10, isStopped: () => asked >= times });
    return finding;
  }

  it.each([
    ["passes if every alarm fired", "OK to ALARM", "passed", /^fired: AuditDeadLetters, /],
    ["fails if one did not", "ALARM to OK", "failed", /^these alarms did not fire: YotiRefused$/],
  ])("%s", { timeout }, async (_, change, result, sentence) => {
    const history = (id: string, changed = "OK to ALARM") => {
      const HistorySummary = `Alarm updated from ${changed}`;
      return { AlarmName: `Stack-IntakeAlarms${id}49777F38-X`, HistorySummary };
    };
    const letters = ["Decisions", "CardDesign", "Audit"].map((id) => history(`${id}DeadLetters`));
    const pages = [
      { AlarmHistoryItems: [history("Quarantine"), ...letters], NextToken: "2" },
      { AlarmHistoryItems: [history("YotiRefused", change)] },
    ];
    const { api } = await startFakeAws({
      "GraniteServiceVersion20100801.DescribeAlarmHistory": (body) =>
        pages["NextToken" in JSON.parse(body) ? 1 : 0] ?? 500,
    });
    const firedAlarms = () => readFiredAlarms(api, "Stack", new Date());
    const finding = await findWith(alarms, (ask) => ({ firedAlarms: async () => ask(await firedAlarms()) }));
    expect(finding).toMatchObject({ result, sentence: expect.stringMatching(sentence) });
  });

  it.each([
    ["prices what was counted for each notification", 20, "passed"],
    ["fails if CloudWatch counted less", 0, "failed"],
  ])("%s", { timeout }, async (_, writeUnits, result) => {
    const ofTopic = { publishes: 10, deliveries: 30, logBytes: 2000 };
    const used = { invocations: 10, gbSeconds: 0.08, readUnits: 5, writeUnits, ...ofTopic };
    const finding = await findWith(bill, (ask) => ({ usage: { periodMs: 1, read: async () => ask(used) } }));
    // Ten of one source: 1 + 0.2 + 0.1067 + 0.0625 + 1.25 + 0.3 + 0.03 + 0.1.
    expect(finding).toMatchObject({ result });
    const sum = finding?.measures?.at(-1)?.values.counted;
    expect(result === "passed" ? sum : 3.049).toBeCloseTo(3.049, 3);
  });

  it.each([
    ["passes lines as the functions wrote them", {}, "passed", ""],
    ["fails if Lambda adds to a line", { timestamp: "now" }, "failed", "a line also has timestamp"],
  ])("%s", { timeout }, async (_, added, result, sentence) => {
    const containers = () => {
      const lines = intake.logs().map((line) => JSON.stringify({ ...JSON.parse(line), ...added }));
      return [{ functionId: "all", lines }];
    };
    // The check reads once before it delivers.
    const finding = await findWith(handedOn, (ask) => ({ containers: async () => ask(containers()) }), 2);
    expect(finding).toMatchObject({ result, sentence });
  });

  it("fails an outage in which nothing was stopped", { timeout }, async () => {
    const stopQueue = async () => new AsyncDisposableStack();
    const finding = await findWith(outage, (ask) => ({
      stopQueue,
      logLines: async () => ask(intake.logs()),
    }));
    const sentence = "the functions say deferred of 0 of 1 deliveries";
    expect(finding).toMatchObject({ result: "failed", sentence });
  });
});

it("the acceptance suite receives nothing of a queue in which events wait for their consumer", async () => {
  await intake.deliver("yoti", exampleBody("yoti", "session-completion", { session_id: randomUUID() }));
  await expect(find(await sound(), {})).rejects.toThrow(/ holds 1 messages /);
  expect(await intake.drain("queueUrl")).toHaveLength(1);
});

it("the acceptance suite ends at another's message, which its consumer gets", { timeout }, async () => {
  const body = exampleBody("yoti", "session-completion", { session_id: randomUUID() });
  let isSent = false;
  const onFinding = () => {
    if (!isSent) void intake.deliver("yoti", body);
    isSent = true;
  };
  const findings = await find(await sound(), { onFinding });
  const refusal = expect.stringMatching(/got a message that the suite did not send/);
  expect(findings).toContainEqual(expect.objectContaining({ result: "failed", sentence: refusal }));
  const ofTheWholeIntake = findings.filter(({ source }) => source === undefined);
  expect(ofTheWholeIntake).toEqual([]);
  const left = await intake.drain("queueUrl");
  expect(left.map(({ body: event }) => JSON.parse(event).data.original)).toContainEqual(JSON.parse(body));
});

it("the acceptance suite's replay ends at another's delivery, which stays in quarantine", async () => {
  await intake.deliver("yoti", "[]");
  expect(await (await sound()).replay?.(new Set(), new Set())).toBe("met another's");
  expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
});

it("npm run acceptance reports a stage with one consumer in Markdown and JSON", { timeout }, async () => {
  const directory = temporaryDirectory();
  const options = ["--stage", "dev", "--report", directory];
  const { code, stdout } = await runToEnd("infra/commands/acceptance.ts", options);
  expect(code).toBe(0);
  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  expect(read("acceptance.md")).toBe(stdout);
  expect(JSON.parse(read("acceptance.json"))).toMatchObject({ failed: 0, notRun: awsSteps.flat().length });
});
