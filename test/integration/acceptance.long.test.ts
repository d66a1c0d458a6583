import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { awsSteps } from "../../infra/acceptance/checks/all-checks.ts";
import { runSuite } from "../../infra/acceptance/suite.ts";
import type { Target } from "../../infra/acceptance/target.ts";
import { runningTarget } from "../../infra/acceptance/targets/running-target.ts";
import { startIntake } from "../../infra/local/intake.ts";
import { runToEnd } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { startFaultyProxy } from "../support/faulty-proxy.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const intake = useLocalIntake((options) => startIntake({ ...options, stage: "example" }));
const sound = async () => ({
  ...(await runningTarget("a faulty intake", intake.running().endpoints, "example")),
  logLines: async () => intake.logs(),
});

/** With the sources of one vendor, whose addresses take no client certificate. */
async function behindProxy(faults: Parameters<typeof startFaultyProxy>[1]): Promise<Target> {
  const target = await sound();
  const sources = target.sources.filter(({ id }) => id === "yoti");
  const address = `${await startFaultyProxy(intake.running().endpoints.http, faults)}/yoti`;
  return { ...target, sources: sources.map((source) => ({ ...source, address })) };
}

async function failuresOf(target: Target, only: string, notifications = 20): Promise<string[]> {
  const options = { only, notifications, onFinding: () => undefined, isStopped: () => false };
  const findings = await runSuite(target, options);
  expect(findings).not.toEqual([]);
  return findings.filter(({ result }) => result === "failed").map(({ sentence }) => sentence);
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

describe("the acceptance suite fails on an intake that", () => {
  it("loses one event in a thousand", async () => {
    const target = await behindProxy({ isLost: (number) => number === 700 });
    const failures = await failuresOf({ ...target, patienceMs: 10_000 }, many, 1000);
    expect(failures).toEqual([expect.stringMatching(/^0 events instead of 1: the delivery [0-9a-f-]{36}$/)]);
  }, 300_000);

  it.each([
    ["doubles one", "audit", /^2 messages instead of 1: the consumer audit, of/],
    ["skips a filter", "card-design", /^1 messages instead of 0: the consumer card-design, of/],
  ])("%s", async (_, consumer, sentence) => {
    sendOnceMore(consumer);
    const failures = await failuresOf(await behindProxy({}), many);
    expect(failures).toEqual([expect.stringMatching(sentence)]);
  });

  it("answers a forged one with 200", async () => {
    const failures = await failuresOf(await behindProxy({ acceptsAll: true }), "credentials");
    expect(failures).toContain("the answer is 200 instead of 401 or 403");
  });

  it("sends a secret to the log", async () => {
    const target = await sound();
    const { token } = intake.running().endpoints.secrets.yoti ?? {};
    const logLines = async () => [...intake.logs(), `{"outcome":"refused","cause":"${token}"}`];
    const failures = await failuresOf({ ...target, logLines }, "log line");
    expect(failures).toEqual([expect.stringMatching(/^a log line holds something of 41 characters/)]);
  });
});

it("the acceptance suite receives nothing of a queue in which events wait for their consumer", async () => {
  await intake.deliver("yoti", exampleBody("yoti", "session-completion", { session_id: randomUUID() }));
  await expect(failuresOf(await sound(), many)).rejects.toThrow(/ holds 1 messages /);
  expect(await intake.drain("queueUrl")).toHaveLength(1);
});

it("the acceptance suite ends at another's message, which its consumer gets", async () => {
  const body = exampleBody("yoti", "session-completion", { session_id: randomUUID() });
  let isSent = false;
  const onFinding = () => {
    if (!isSent) void intake.deliver("yoti", body);
    isSent = true;
  };
  const options = { only: "", notifications: 20, onFinding, isStopped: () => false };
  const findings = await runSuite(await sound(), options);
  const refusal = expect.stringMatching(/got a message that the suite did not send/);
  expect(findings).toContainEqual(expect.objectContaining({ result: "failed", sentence: refusal }));
  const ofTheWholeIntake = findings.filter(({ source }) => source === undefined);
  expect(ofTheWholeIntake).toEqual([]);
  const left = await intake.drain("queueUrl");
  expect(left.map(({ body: event }) => JSON.parse(event).data.original)).toContainEqual(JSON.parse(body));
}, 300_000);

it("the acceptance suite's replay ends at another's delivery, which stays in quarantine", async () => {
  await intake.deliver("yoti", "[]");
  expect(await (await sound()).replay?.(new Set(), new Set())).toBe("met another's");
  expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
});

it("npm run acceptance reports a stage with one consumer in Markdown and JSON", async () => {
  const directory = temporaryDirectory();
  const options = ["--stage", "dev", "--report", directory];
  const { code, stdout } = await runToEnd("infra/commands/acceptance.ts", options);
  expect(code).toBe(0);
  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  expect(read("acceptance.md")).toBe(stdout);
  expect(JSON.parse(read("acceptance.json"))).toMatchObject({ failed: 0, notRun: awsSteps.flat().length });
}, 300_000);
