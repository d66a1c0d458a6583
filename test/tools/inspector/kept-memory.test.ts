import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { maxKept } from "../../../infra/inspector/masking.ts";
import { readReceived, readResponse } from "../../../infra/inspector/request-view.ts";
import { readTakenMessage } from "../../../infra/inspector/taken-message.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const queues = { queueUrl: "http://aws/events.fifo", quarantineQueueUrl: "http://aws/quarantine.fifo" };

/** A text of its own each time, as it comes from a connection. */
const longText = () => Buffer.alloc(900_000, "x").toString("latin1");
const event = (body: string, isBase64Encoded: boolean) => ({
  rawPath: "/acme",
  headers: {},
  body,
  isBase64Encoded,
  requestContext: { requestId: "request", timeEpoch: 0, http: { method: "POST" } },
});

const kept: Readonly<Record<string, () => unknown>> = {
  "a body": () => readReceived("acme", event(longText(), false)),
  "a body in base64": () => readReceived("acme", event(Buffer.from(longText()).toString("base64"), true)),
  "an answer": () => readResponse({ statusCode: 200, body: longText() }),
  "a message": () => readTakenMessage({ ...sent, body: longText() }, queues, new Date(0)),
  "a message of texts and numbers": () => {
    const list = Array.from({ length: 4000 }, (_, at) => ["a text of some length ".repeat(10), at]);
    return readTakenMessage({ ...sent, body: JSON.stringify(list) }, queues, new Date(0));
  },
};
const sent = { queueUrl: queues.queueUrl, groupId: "group", deduplicationId: "key", attributes: {} };

describe("what is kept of something long", () => {
  it.each(Object.entries(kept))("does not keep the rest in memory: %s", (_, make) => {
    const all: unknown[] = [];
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < 40; at += 1) all.push(make());
    collectGarbage();
    const grownBy = process.memoryUsage().heapUsed - before;
    // Each character takes two bytes at most, and each item of a list some more.
    expect(grownBy).toBeLessThan(all.length * maxKept * 2 * 5);
  });
});
