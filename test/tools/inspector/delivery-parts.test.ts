import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createSourceEvent } from "../../../infra/http-api/http-api-event.ts";
import {
  failedResponse,
  readIssues,
  readReceived,
  readResponse,
  readTakenMessage,
} from "../../../infra/inspector/delivery-parts.ts";
import { maxKept } from "../../../infra/inspector/masking.ts";
import type { SentMessage } from "../../../infra/local/aws/sent-messages.ts";

const queues = {
  queueUrl: "http://aws/events.fifo",
  quarantineQueueUrl: "http://aws/quarantine.fifo",
};
const now = new Date("2026-11-21T09:30:00.000Z");

const caller = { sourceAddress: "127.0.0.1" };
const request = { path: "", headers: {}, body: "" };
const event = createSourceEvent({ id: "acme", routes: ["/acme"] }, request, caller, now);
const receive = (parts: object = {}) =>
  readReceived("acme", {
    ...event,
    rawQueryString: "token=in-the-query",
    ...parts,
  });
const receiveBytes = (bytes: Buffer) => receive({ body: bytes.toString("base64"), isBase64Encoded: true });

function take(message: Partial<SentMessage>) {
  const sent = {
    QueueUrl: queues.queueUrl,
    MessageBody: "{}",
    MessageDeduplicationId: "key",
  };
  return readTakenMessage({ ...sent, ...message }, queues);
}

describe("a request", () => {
  it("is shown with its time, method, path and body, and without its query", () => {
    expect(receive({ body: '{"ä":1}' })).toEqual({
      id: event.requestContext.requestId,
      source: "acme",
      receivedAt: now.toISOString(),
      request: {
        method: "POST",
        path: "/acme",
        headers: {},
        body: '{"ä":1}',
        bytes: 8,
      },
    });
  });

  it("is shown with chosen headers only, since another could hold a credential", () => {
    const shown = {
      "content-type": "application/json",
      "X-Correlation-Id": "c-1",
      "user-agent": "vendor/1",
    };
    const hidden = ["authorization", "secret", "cookie", "x-api-key", "x-signature", "x-hub-signature-256"];
    const headers = {
      ...shown,
      ...Object.fromEntries(hidden.map((name) => [name, "anything"])),
    };
    expect(receive({ headers })?.request.headers).toEqual(shown);
  });

  it("in base64 is shown as the text that it is, or not at all", () => {
    expect(receiveBytes(Buffer.from("ä"))?.request).toMatchObject({
      body: "ä",
      bytes: 2,
    });
    expect(receiveBytes(Buffer.from([0xff, 0x00]))?.request).toMatchObject({
      body: undefined,
      bytes: 2,
    });
  });
});

it("shows the response that the function returned, or what the gateway makes of anything else", () => {
  const headers = { "content-type": "text/plain" };
  const result = {
    statusCode: 200,
    headers,
    body: "OK",
    isBase64Encoded: false,
  };
  expect(readResponse(result)).toEqual({
    status: 200,
    contentType: "text/plain",
    body: "OK",
  });
  expect(readResponse({ statusCode: 204 })).toEqual({
    status: 204,
    contentType: "",
    body: "",
  });
  expect(readResponse(undefined)).toEqual(failedResponse);
  expect(failedResponse.status).toBe(500);
});

describe("a message", () => {
  it("that is an event is shown with every number as it came", () => {
    const taken = take({
      MessageBody: '{"id":"key","data":{"original":{"scoring":12345678901234567890}}}',
    });
    expect(taken).toMatchObject({ key: "key", queue: "events" });
    expect(readIssues(taken)).toEqual([]);
    expect(JSON.stringify(taken?.content)).toContain("12345678901234567890");
  });

  it.each([`${"[".repeat(100)}${"]".repeat(100)}`, "by hand"])("is text if it is not JSON: %s", (body) => {
    expect(take({ MessageBody: body })?.content).toBe(body);
  });

  it("of another queue, or that no function sent, is not shown", () => {
    expect(take({ QueueUrl: "http://aws/dead-letters.fifo" })).toBeUndefined();
    expect(take({ MessageDeduplicationId: undefined })).toBeUndefined();
  });
});

describe("something long", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  /** A new text each time, as from a connection. */
  const longText = () => Buffer.alloc(900_000, "x").toString("latin1");
  const list = () => Array.from({ length: 4000 }, (_, index) => ["a text of some length ".repeat(10), index]);

  it.each<readonly [string, () => unknown]>([
    ["a body", () => receive({ body: longText() })?.request.body],
    ["a body in base64", () => receiveBytes(Buffer.from(longText()))?.request.body],
    ["a response", () => readResponse({ statusCode: 200, body: longText() }).body],
    ["a message", () => take({ MessageBody: longText() })?.content],
    ["a message of texts and numbers", () => take({ MessageBody: JSON.stringify(list()) })?.content],
  ])("is kept in part, and its rest leaves the memory: %s", (_, make) => {
    const all: unknown[] = [];
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 40; count += 1) all.push(make());
    collectGarbage();
    const grownBytes = process.memoryUsage().heapUsed - before;
    expect(all.map((kept) => String(kept).length)).toEqual(all.map(() => maxKept));
    // A character takes two bytes at most, a list's item more.
    expect(grownBytes).toBeLessThan(all.length * maxKept * 2 * 5);
  });
});
