import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localEnvironment } from "../../infra/endpoints/client-settings.ts";
import { type Endpoints, endpointsFile } from "../../infra/endpoints/endpoints.ts";
import { writePrivateFile } from "../../infra/local/private-file.ts";
import { projectDirectory } from "../../infra/project.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { record } from "../support/records.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const intake = useLocalIntake();
const directory = temporaryDirectory();

const endpoints = () => intake.running().endpoints;
const session = (id: string) => exampleBody("yoti", "session-completion", { session_id: id });
const sessions = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, "0")}`);

const script = "infra/commands/replay.ts";
const replay = (...args: readonly string[]) => startCommand(script, ["--directory", directory, ...args]);

async function resultOf(command: RunningCommand) {
  const code = await command.ends();
  const { stdout, stderr } = command.output();
  const lines = stdout.trimEnd().split("\n");
  return { code, stderr, stdout, last: lines.at(-1) };
}

/** Quarantines a body, then swaps it for an understood one. */
async function quarantineFormerly(ids: readonly string[], receivedAt: Readonly<Record<string, string>> = {}) {
  // With the first session's token, as its repeat.
  await intake.deliver("yoti", `{"session_id":"${ids[0]}"}`);
  const [written] = await intake.drain("quarantineQueueUrl");
  const { delivery, recordedtime, ...message } = JSON.parse(written?.body ?? "");
  const QueueUrl = endpoints().quarantineQueueUrl;
  for (const id of ids) {
    record("bodies", session(id));
    const understood = { ...delivery, body: Buffer.from(session(id)).toString("base64") };
    const former = { ...message, delivery: understood, recordedtime: receivedAt[id] ?? recordedtime };
    const sent = { QueueUrl, MessageBody: JSON.stringify(former), MessageGroupId: id };
    await intake.running().aws.callSqs("SendMessage", { ...sent, MessageDeduplicationId: id });
  }
}

const subjectsOf = (messages: readonly { readonly body: string }[]) =>
  messages.map(({ body }) => JSON.parse(body).subject).toSorted();

const writeEndpoints = (written: Endpoints) => writePrivateFile(join(directory, endpointsFile), written);

beforeEach(() => writeEndpoints(endpoints()));
afterEach(async () => {
  const { queueUrl, quarantineQueueUrl } = endpoints();
  for (const QueueUrl of [queueUrl, quarantineQueueUrl])
    await intake.running().aws.callSqs("PurgeQueue", { QueueUrl });
});

describe("npm run replay", () => {
  it("sends on what is understood now, as on its first day, leaves the rest, and takes a deployed stack's outputs", async () => {
    await quarantineFormerly(["first-day"], { "first-day": "2026-11-20T10:00:00.000Z" });
    await intake.deliver("yoti", '{"session":"canary"}');
    expect((await resultOf(replay("--dry-run"))).last).toContain("1 understood");
    expect(await intake.drain("queueUrl")).toEqual([]);
    const outputs = join(directory, "outputs.json");
    writeFileSync(outputs, JSON.stringify({ "NotificationIntake-dev": intake.running().topology.outputs }));
    const environment = { ...process.env, ...localEnvironment(endpoints()) };
    const command = startCommand(script, ["--outputs", outputs], projectDirectory, environment);
    const { code, stdout, last } = await resultOf(command);
    expect([code, last]).toEqual([1, expect.stringMatching(/^2 deliveries: .*1 accepted/)]);
    expect(stdout).not.toContain("canary");
    const events = (await intake.drain("queueUrl")).map(({ body }) => JSON.parse(body));
    expect(events).toMatchObject([{ subject: "first-day", recordedtime: "2026-11-20T10:00:00.000Z" }]);
    expect(stdout).toContain(events[0].id);
    // The vendor's own repeat has the same key.
    await intake.deliver("yoti", session("first-day"));
    expect(await intake.drain("queueUrl")).toEqual([]);
    expect(await intake.drain("quarantineQueueUrl")).toHaveLength(1);
  });

  it("names messages that another reader hides, instead of calling the quarantine empty", async () => {
    await quarantineFormerly(sessions(3, "hidden"));
    const hiding = { QueueUrl: endpoints().quarantineQueueUrl, VisibilityTimeout: 600 };
    await intake.running().aws.callSqs("ReceiveMessage", { ...hiding, MaxNumberOfMessages: 2 });
    const { code, last, stderr } = await resultOf(replay());
    expect([code, last]).toEqual([1, "1 delivery: 1 accepted."]);
    expect(stderr).toMatch(/^About 2 more are hidden by another/m);
  });

  it("leaves alone what is older, and what is another source's", async () => {
    await quarantineFormerly(["old", "new"], { old: "2026-11-01T10:00:00.000Z" });
    const other = await resultOf(replay("--source", "thales"));
    expect([other.code, other.last]).toEqual([0, "2 deliveries: 2 skipped."]);
    const { stderr } = await resultOf(replay("--source", "acme"));
    expect(stderr).toBe('there is no source "acme" in this intake\n');
    const { code, last } = await resultOf(replay("--source", "yoti", "--since", "7d"));
    expect([code, last]).toEqual([0, "2 deliveries: 1 accepted, 1 skipped."]);
    expect(subjectsOf(await intake.drain("queueUrl"))).toEqual(["new"]);
  });

  it("is stopped by Ctrl-C in good order: what is left can be replayed at once", async () => {
    const ids = sessions(150, "stopped");
    await quarantineFormerly(ids);
    const command = replay();
    await command.prints("accepted");
    // npm sends Ctrl-C twice.
    command.child.kill("SIGINT");
    command.child.kill("SIGINT");
    const { code, stderr, stdout } = await resultOf(command);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^Stopped\. The rest is there for the next run/m),
    ]);
    const left = 150 - (stdout.match(/ accepted {2}/g)?.length ?? 0);
    expect(left).toBeGreaterThan(0);
    expect((await resultOf(replay())).last).toBe(`${left} deliveries: ${left} accepted.`);
    expect(subjectsOf(await intake.drain("queueUrl"))).toEqual(ids);
  });

  it("says in one line what to do if the quarantine queue does not answer", async () => {
    writeEndpoints({ ...endpoints(), aws: "http://127.0.0.1:1" });
    const { code, stderr } = await resultOf(replay());
    expect(code).toBe(1);
    // A slow computer prints progress first.
    expect(stderr).toMatch(
      /^The quarantine queue does not answer \(ECONNREFUSED\): is the intake running\?$/m,
    );
  });
});
