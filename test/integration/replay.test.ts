import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { localClientSettings, localCredentials } from "../../infra/endpoints/client-settings.ts";
import { type Endpoints, endpointsFile } from "../../infra/endpoints/endpoints.ts";
import { writePrivateFile } from "../../infra/local/private-file.ts";
import { startCommand } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { record } from "../support/records.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const intake = useLocalIntake();
const directory = temporaryDirectory();

const endpoints = () => intake.running().endpoints;
const session = (id: string) => exampleBody("yoti", "session-completion", { session_id: id });
const broken = (id: string) => `{"session":"${id}"}`;
const withoutTopic = (id: string) => `{"session_id":"${id}"}`;
const sessions = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, "0")}`);

function replay(...args: readonly string[]) {
  return startCommand("infra/commands/replay.ts", ["--directory", directory, ...args]);
}

async function replayToItsEnd(...args: readonly string[]) {
  const command = replay(...args);
  const code = await command.ends();
  const { stdout, stderr } = command.output();
  return { code, stderr, lines: stdout.trimEnd().split("\n") };
}

function createClient(): SQSClient {
  const client = new SQSClient(localClientSettings(endpoints()));
  onTestFinished(() => client.destroy());
  return client;
}

/** Quarantines a body, then swaps it for an understood one. */
async function quarantineFormerly(
  ids: readonly string[],
  receivedAt: Readonly<Record<string, string>> = {},
): Promise<void> {
  // With the first session's token, as its repeat.
  await intake.deliver("yoti", withoutTopic(ids[0] ?? ""));
  const client = createClient();
  const QueueUrl = endpoints().quarantineQueueUrl;
  const { Messages: [written] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: written?.ReceiptHandle }));
  const message = JSON.parse(written?.Body ?? "");
  for (const id of ids) {
    record("bodies", session(id));
    const delivery = { ...message.delivery, body: Buffer.from(session(id)).toString("base64") };
    const MessageBody = JSON.stringify({
      ...message,
      recordedtime: receivedAt[id] ?? message.recordedtime,
      delivery,
    });
    const ids = { MessageGroupId: id, MessageDeduplicationId: id };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...ids }));
  }
}

const sessionsOf = (messages: readonly { readonly body: string }[]) =>
  messages.map(({ body }) => JSON.parse(body).subject).toSorted();

const writeEndpoints = (written: Endpoints) => writePrivateFile(join(directory, endpointsFile), written);

beforeEach(() => writeEndpoints(endpoints()));
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const queue of ["queueUrl", "quarantineQueueUrl", "deadLetterQueueUrl"] as const)
    await intake.drain(queue);
});

describe("npm run replay", () => {
  it("sends on what is understood now, as on its first day, and leaves the rest", async () => {
    await quarantineFormerly(["first-day"], { "first-day": "2026-11-20T10:00:00.000Z" });
    await intake.deliver("yoti", broken("canary"));
    const dryRun = await replayToItsEnd("--dry-run");
    expect(dryRun.lines.at(-1)).toContain("1 understood");
    expect(await intake.drain("queueUrl")).toEqual([]);
    const { code, lines } = await replayToItsEnd();
    expect([code, lines.at(-1)]).toEqual([1, expect.stringMatching(/^2 deliveries: .*1 accepted/)]);
    expect(lines.join()).not.toContain("canary");
    const [event, ...others] = await intake.drain("queueUrl");
    expect(others).toEqual([]);
    const { id, subject, recordedtime } = JSON.parse(event?.body ?? "");
    expect([subject, recordedtime]).toEqual(["first-day", "2026-11-20T10:00:00.000Z"]);
    expect(lines.join()).toContain(id);
    // The vendor's own repeat has the same key.
    await intake.deliver("yoti", session("first-day"));
    expect(await intake.drain("queueUrl")).toEqual([]);
    expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
  });

  it("names messages that another reader hides, instead of calling the quarantine empty", async () => {
    await quarantineFormerly(sessions(3, "hidden"));
    const client = createClient();
    const QueueUrl = endpoints().quarantineQueueUrl;
    const look = { QueueUrl, MaxNumberOfMessages: 2, VisibilityTimeout: 600 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(look));
    const { code, lines, stderr } = await replayToItsEnd();
    expect([code, lines.at(-1)]).toEqual([1, "1 delivery: 1 accepted."]);
    expect(stderr).toMatch(/^About 2 more are hidden by another/m);
    for (const { ReceiptHandle } of Messages)
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect(await intake.drain("queueUrl")).toHaveLength(1);
  });

  it("leaves alone what is older, and what is another source's", async () => {
    await quarantineFormerly(["old", "new"], { old: "2026-11-01T10:00:00.000Z" });
    const other = await replayToItsEnd("--source", "thales");
    expect([other.code, other.lines]).toEqual([0, ["2 deliveries: 2 skipped."]]);
    expect((await replayToItsEnd("--source", "acme")).stderr).toMatch(
      /^there is no source "acme" in this intake\n$/,
    );
    const { code, lines } = await replayToItsEnd("--source", "yoti", "--since", "7d");
    expect([code, lines.at(-1)]).toEqual([0, "2 deliveries: 1 accepted, 1 skipped."]);
    expect(sessionsOf(await intake.drain("queueUrl"))).toEqual(["new"]);
    expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
  });

  it("is stopped by Ctrl-C in good order: what is left can be replayed at once", async () => {
    const ids = sessions(150, "stopped");
    await quarantineFormerly(ids);
    const command = replay();
    await command.prints("accepted");
    // npm sends Ctrl-C twice.
    command.child.kill("SIGINT");
    command.child.kill("SIGINT");
    expect(await command.ends()).toBe(1);
    expect(command.output().stderr).toMatch(/^Stopped\. The rest is there for the next run\.$/m);
    const first = command.output().stdout.match(/ accepted {2}/g)?.length ?? 0;
    expect(first).toBeLessThan(150);
    const { code, lines } = await replayToItsEnd();
    expect([code, lines.at(-1)]).toEqual([0, `${150 - first} deliveries: ${150 - first} accepted.`]);
    expect(sessionsOf(await intake.drain("queueUrl"))).toEqual(ids);
  });

  it("works on a deployed intake by the outputs of its stack, with the environment's credentials", async () => {
    await quarantineFormerly(["by-outputs"]);
    const outputs = join(directory, "outputs.json");
    writeFileSync(outputs, JSON.stringify({ "NotificationIntake-dev": intake.running().topology.outputs }));
    vi.stubEnv("AWS_ENDPOINT_URL", endpoints().aws);
    vi.stubEnv("AWS_REGION", endpoints().region);
    vi.stubEnv("AWS_ACCESS_KEY_ID", localCredentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", localCredentials.secretAccessKey);
    const command = startCommand("infra/commands/replay.ts", ["--outputs", outputs]);
    expect(await command.ends()).toBe(0);
    expect(command.output().stdout).toMatch(/^1 delivery: 1 accepted\.$/m);
  });

  it("says in one line what to do if the quarantine queue does not answer", async () => {
    writeEndpoints({ ...endpoints(), aws: "http://127.0.0.1:1" });
    const { code, stderr } = await replayToItsEnd();
    expect(code).toBe(1);
    // A slow computer prints progress first.
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "The quarantine queue does not answer (ECONNREFUSED): is the intake running?",
    );
  });
});
