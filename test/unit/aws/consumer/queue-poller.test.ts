import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type QueueSettings, startPoller } from "../../../../lib/aws/consumer/queue-poller.ts";
import type { ConsumerError } from "../../../../lib/consumer/consumer-error.ts";
import type { HandleMessage, HandleResult } from "../../../../lib/consumer/in-order.ts";
import { fakeTime } from "../../../support/fake-time.ts";
import { fault, forThisTest, type Respond, startWire, success, type WireCall } from "../wire.ts";

const queueUrl = "http://queue.test/1/events.fifo";

/** ReceiveMessage's answer. A body's first letter is its group. */
function messages(...bodies: readonly string[]) {
  const Messages = bodies.map((Body) => ({
    MessageId: `id-${Body}`,
    ReceiptHandle: `handle-${Body}`,
    Body,
    MD5OfBody: createHash("md5").update(Body).digest("hex"),
    Attributes: { MessageGroupId: Body.charAt(0) },
  }));
  return success({ Messages });
}

/** Answers ReceiveMessage with the `turns`, then never. `other` answers the rest. */
function respondInTurn(turns: readonly Awaited<ReturnType<Respond>>[], other: Respond = successful): Respond {
  const left = [...turns];
  return (call, response) =>
    call.operation === "ReceiveMessage" ? (left.shift() ?? "silence") : other(call, response);
}

const entriesSchema = v.object({ Entries: v.array(v.object({ Id: v.string() })) });
const idsOf = ({ input }: WireCall) => v.parse(entriesSchema, input).Entries.map(({ Id }) => Id);

/** SQS's answer to a batch without failures. */
function successful(call: WireCall) {
  return success({ Successful: idsOf(call).map((Id) => ({ Id })), Failed: [] });
}

/** SQS's answer if one message failed. */
const failedFor = (Id: string) => success({ Failed: [{ Id, Code: "InternalError" }] });

interface Parts extends Omit<QueueSettings, "queueUrl" | "client"> {
  readonly handle?: HandleMessage;
}

async function setUp(respond: Respond, { handle = async () => "handled", ...settings }: Parts = {}) {
  const wire = await startWire(respond);
  const client = forThisTest(new SQSClient(wire.clientSettings));
  const handled: string[] = [];
  const errors: ConsumerError[] = [];
  const keep: HandleMessage = (message) => {
    handled.push(message.body);
    return handle(message);
  };
  const poller = startPoller({ queueUrl, client, ...settings }, keep, (error) => errors.push(error));
  onTestFinished(() => poller.stop());
  const callsOf = (operation: string) => wire.calls.filter((call) => call.operation === operation);
  const sees = (operation: string, times = 1) =>
    vi.waitFor(() => expect(callsOf(operation).length).toBeGreaterThanOrEqual(times), { timeout: 5000 });
  const deleted = () => callsOf("DeleteMessageBatch").map(idsOf);
  const codes = () => errors.map(({ code }) => code);
  return { poller, handled, errors, codes, callsOf, deleted, sees };
}

describe("a poller", () => {
  it.each([
    [{}, { MaxNumberOfMessages: 10, VisibilityTimeout: 60 }],
    [
      { batchSize: 1, visibilityTimeoutSeconds: 300 },
      { MaxNumberOfMessages: 1, VisibilityTimeout: 300 },
    ],
  ])("asks for messages with their groups, and with the settings %j for %j", async (settings, expected) => {
    const { sees, callsOf } = await setUp(respondInTurn([]), settings);
    await sees("ReceiveMessage");
    const others = { WaitTimeSeconds: 20, MessageSystemAttributeNames: ["MessageGroupId"] };
    expect(callsOf("ReceiveMessage")).toEqual([
      { operation: "ReceiveMessage", input: { QueueUrl: queueUrl, ...others, ...expected } },
    ]);
  });

  it("deletes what was handled and nothing else, and nothing behind a failure of the same group", async () => {
    const turns = [messages("a1", "a2", "b1", "a3", "b2"), messages("c1")];
    const handle: HandleMessage = async ({ body }) => (/a2|c1/.test(body) ? "retry" : "handled");
    const { sees, callsOf, handled, errors } = await setUp(respondInTurn(turns), { handle });
    await sees("ReceiveMessage", 3);
    expect(handled).toEqual(["a1", "a2", "b1", "b2", "c1"]);
    const Entries = ["a1", "b1", "b2"].map((body) => ({ Id: `id-${body}`, ReceiptHandle: `handle-${body}` }));
    expect(callsOf("DeleteMessageBatch")).toMatchObject([{ input: { QueueUrl: queueUrl, Entries } }]);
    expect(errors).toEqual([]);
  });

  const partly = "SQS did not change the visibility of 1 messages: InternalError";
  it.each<readonly [string, Respond, readonly object[]]>([
    ["keeps all messages of a batch from others while it works on them", successful, []],
    ["tells of messages that SQS does not keep from others", () => failedFor("id-b1"), [{ message: partly }]],
  ])("%s", async (_, renewed, expected) => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const respond = respondInTurn([messages("a1", "b1")], (call, response) => {
      if (call.operation !== "ChangeMessageVisibilityBatch") return successful(call);
      ask();
      return renewed(call, response);
    });
    const handle: HandleMessage = () => asked.then(() => "handled");
    const { sees, callsOf, errors } = await setUp(respond, { handle, visibilityTimeoutSeconds: 1 });
    await sees("DeleteMessageBatch");
    const Entries = ["id-a1", "id-b1"].map((Id) => ({ Id, VisibilityTimeout: 1 }));
    expect(callsOf("ChangeMessageVisibilityBatch")[0]?.input).toMatchObject({ Entries });
    expect(errors).toMatchObject(expected);
  });
});

describe("messages that others may have by now", () => {
  it("are not begun: nothing is handled beside or before those that came first", async () => {
    fakeTime({ toFake: ["performance"] });
    const handle: HandleMessage = async () => {
      vi.advanceTimersByTime(60_000);
      return "handled";
    };
    const turn = messages("a1", "a2", "b1");
    const { sees, callsOf, handled, deleted, codes } = await setUp(respondInTurn([turn]), { handle });
    await sees("ReceiveMessage", 2);
    expect(handled).toEqual(["a1"]);
    expect(deleted()).toEqual([["id-a1"]]);
    expect(callsOf("ChangeMessageVisibilityBatch")).toEqual([]);
    expect(codes()).toEqual(["queue_unavailable"]);
  });

  it("are none as long as they are renewed, also by handlers that never wait", async () => {
    const bodies = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"];
    const handle: HandleMessage = async () => {
      const startMs = performance.now();
      while (performance.now() - startMs < 150);
      return "handled";
    };
    const settings = { handle, visibilityTimeoutSeconds: 1 };
    const { sees, callsOf, handled, errors } = await setUp(respondInTurn([messages(...bodies)]), settings);
    await sees("DeleteMessageBatch");
    // Longer than the timeout, all together.
    expect(handled).toEqual(bodies);
    expect(callsOf("ChangeMessageVisibilityBatch").length).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });
});

it.each([
  ["visibilityTimeoutSeconds", [0, 0.5, 43_201, Number.NaN], "43200"],
  ["batchSize", [0, 2.5, 11, Number.NaN], "10"],
])("a setting that is out of its range is refused at once: %s of %j", (name, values, max) => {
  for (const value of values)
    expect(() => startPoller({ queueUrl, [name]: value }, async () => "handled", vi.fn())).toThrow(
      `${name} has to be a whole number from 1 to ${max}`,
    );
});

it.each([
  ["was in part", failedFor("id-a1")],
  ["was", fault("InternalFailure", 500)],
])("what was handled, and %s not deleted, is deleted when it comes again", async (_, answer) => {
  const turns = [messages("a1", "a2"), messages("a1", "a3")];
  const answers = [answer];
  const respond = respondInTurn(turns, (call) => answers.shift() ?? successful(call));
  const { handled, codes, sees, deleted } = await setUp(respond);
  await sees("DeleteMessageBatch", 2);
  expect(handled).toEqual(["a1", "a2", "a3"]);
  expect(deleted()).toEqual([
    ["id-a1", "id-a2"],
    ["id-a1", "id-a3"],
  ]);
  expect(codes()).toEqual(["queue_unavailable"]);
});

describe("a poller that is stopped", () => {
  it("does not wait for messages that may never come, and tells of nothing", async () => {
    const { poller, sees, errors } = await setUp(respondInTurn([]));
    await sees("ReceiveMessage");
    await poller.stop();
    expect(errors).toEqual([]);
  });

  it("does not wait for a queue that is out either", async () => {
    const { poller, callsOf, errors } = await setUp(() => fault("InternalFailure", 500));
    await vi.waitFor(() => expect(errors).toHaveLength(2), { timeout: 5000 });
    await poller.stop();
    const asked = callsOf("ReceiveMessage").length;
    await poller.stop();
    expect(callsOf("ReceiveMessage")).toHaveLength(asked);
    expect(errors).toHaveLength(2);
  });

  it.each<readonly [string, Respond, readonly string[]]>([
    ["gives back the others", successful, []],
    ["tells if it cannot give back the others", () => fault("InternalFailure", 500), ["queue_unavailable"]],
  ])("lets the handler under way end, deletes what was handled, and %s", async (_, givenBack, expected) => {
    const respond = respondInTurn([messages("a1", "a2", "a3", "b1")], (call, response) =>
      call.operation === "ChangeMessageVisibilityBatch" ? givenBack(call, response) : successful(call),
    );
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<HandleResult>();
    const handle: HandleMessage = async ({ body }) => {
      if (body !== "a2") return "handled";
      begun.resolve();
      return ended.promise;
    };
    const { poller, callsOf, codes, handled, deleted } = await setUp(respond, { handle });
    await begun.promise;
    const stopped = poller.stop();
    ended.resolve("handled");
    await stopped;
    expect(handled).toEqual(["a1", "a2"]);
    expect(deleted()).toEqual([["id-a1", "id-a2"]]);
    expect(callsOf("ChangeMessageVisibilityBatch")[0]?.input).toMatchObject({
      Entries: [
        { Id: "id-a3", ReceiptHandle: "handle-a3", VisibilityTimeout: 0 },
        { Id: "id-b1", ReceiptHandle: "handle-b1", VisibilityTimeout: 0 },
      ],
    });
    expect(callsOf("ReceiveMessage")).toHaveLength(1);
    expect(codes()).toEqual(expected);
  });
});
