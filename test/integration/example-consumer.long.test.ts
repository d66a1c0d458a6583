import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import { startExampleConsumer } from "../../infra/local/consumer/example-consumer.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";
import { post } from "../../infra/simulators/post.ts";
import { runToEnd, startCommand } from "../support/command.ts";
import { drainQueue } from "../support/drain-queue.ts";
import { createLocalQueue } from "../support/local-stores.ts";
import { eventsOfExamples } from "../support/queue-events.ts";
import { record } from "../support/records.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const until = (assertion: () => unknown) => vi.waitFor(assertion, { timeout: 15_000, interval: 50 });

describe("npm start", () => {
  async function startWith(...flags: string[]) {
    const directory = temporaryDirectory();
    const ports = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"];
    const intake = startCommand("infra/commands/start.ts", [...ports, "--directory", directory, ...flags]);
    onTestFinished(() => void intake.child.kill("SIGKILL"));
    await intake.prints("Ctrl-C stops everything");
    return { intake, directory, endpoints: readEndpoints(directory) };
  }

  it("has a consumer that prints type, outcome and id of an event, which stays on the queue", async () => {
    const { intake, directory, endpoints } = await startWith();
    expect(await runToEnd("infra/commands/send.ts", ["yoti", "--directory", directory])).toMatchObject({
      code: 0,
    });
    await intake.prints("yoti.session.v1");
    const [message, ...others] = await drainQueue(endpoints.aws, endpoints.queueUrl);
    expect(others).toEqual([]);
    const { type, id, subject, data } = JSON.parse(message?.body ?? "{}");
    expect(intake.output().stdout).toMatch(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} +consumer +${type} +${data.outcome} +${id.slice(0, 12)}$`,
        "m",
      ),
    );
    // pipwave's is a session token.
    expect(intake.output().stdout).not.toContain(subject);
    // Ctrl-C, while it waits for more.
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    expect(intake.output()).toMatchObject({ stdout: expect.stringMatching(/\nStopped\.\n$/), stderr: "" });
  });

  it("shows what a vendor sends without doing what it says", async () => {
    const { intake, endpoints } = await startWith();
    const session_id = "\u001b]0;title\u0007\r\n\u202e\u009b2J";
    const headers = { authorization: `Bearer ${endpoints.secrets.yoti?.token}` };
    const body = JSON.stringify({ session_id, topic: "session_completion" });
    record("bodies", body);
    expect(await post(`${endpoints.http}/yoti`, headers, body)).toMatchObject({ status: 200 });
    await intake.prints("yoti.session.v1");
    expect(intake.output().stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
  });

  it("does without it with --no-consumer", async () => {
    const { intake, directory } = await startWith("--no-consumer");
    expect(await runToEnd("infra/commands/send.ts", ["yoti", "--directory", directory])).toMatchObject({
      code: 0,
    });
    await intake.prints("accepted");
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
    expect(intake.output().stdout).not.toContain("yoti.session.v1");
  });
});

describe("the example consumer", () => {
  async function setUp() {
    const aws = await startAwsEndpoint(0);
    onTestFinished(aws.stop);
    const queue = await createLocalQueue(aws);
    const endpoints = { aws: aws.url, region: localRegion, queueUrl: queue.url };
    const printed: string[] = [];
    const consumer = await startExampleConsumer({ aws, endpoints }, (text) => printed.push(text));
    onTestFinished(consumer.stop);
    const [example = ""] = await eventsOfExamples("yoti");
    const send = (number: string) =>
      queue.send(JSON.stringify({ ...JSON.parse(example), id: number.padEnd(64, "0") }), number);
    // The first twelve digits of the id.
    const numbers = () =>
      printed.map((line) =>
        line
          .split(/ +/)
          .at(-1)
          ?.replace(/0{11}$/, ""),
      );
    return { aws, queue, consumer, printed, send, numbers };
  }

  it("sees every event in order, and none that another queue took", async () => {
    const { aws, queue, send, numbers } = await setUp();
    await (await createLocalQueue(aws)).send("{}", "elsewhere");
    const sent = ["1", "2", "3"];
    for (const subject of sent) await send(subject);
    await until(() => expect(numbers()).toEqual(sent));
    expect(await queue.counts()).toEqual({ visible: sent.length, taken: 0 });
  });

  it("says once that SQS is switched off, and goes on when it is back", async () => {
    const { aws, send, printed, numbers } = await setUp();
    await until(() => expect(aws.faults.sqs.waiting()).toBe(1));
    aws.faults.sqs.set({ mode: "refuses" });
    await until(() => expect(printed).toEqual([expect.stringMatching(/^queue_unavailable: /)]));
    aws.faults.sqs.set({ mode: "fails" });
    await send("1");
    aws.faults.sqs.set({ mode: "up" });
    await until(() => expect(numbers().slice(1)).toEqual(["1"]));
  });

  it("says once that a message is no event", async () => {
    const { queue, send, printed, numbers } = await setUp();
    await queue.send("by hand", "a");
    await send("1");
    await until(() => expect(printed).toHaveLength(2));
    expect(printed).toContainEqual(expect.stringMatching(/^not_json: /));
    expect(numbers()).toContain("1");
  });

  it("stops with the endpoint, also while a deletion is not answered", async () => {
    const { aws, consumer, send, numbers } = await setUp();
    await until(() => expect(aws.faults.sqs.waiting()).toBe(1));
    // The call under way still ends, and brings the event.
    aws.faults.sqs.set({ mode: "hangs", takesEffect: false });
    await send("1");
    await until(() => expect(numbers()).toEqual(["1"]));
    await until(() => expect(aws.faults.sqs.waiting()).toBe(1));
    await Promise.all([consumer.stop(), aws.stop()]);
  });

  it("copies nothing any more when it has stopped", async () => {
    const { aws, consumer, send, printed } = await setUp();
    await consumer.stop();
    const copies: string[] = [];
    aws.sent.subscribe(({ queueUrl }) => copies.push(queueUrl));
    await send("1");
    expect(copies).toHaveLength(1);
    expect(printed).toEqual([]);
  });
});
