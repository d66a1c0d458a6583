import { describe, expect, it } from "vitest";
import { createSourceEvent } from "../../../infra/http-api/http-api-event.ts";
import {
  failedResponse,
  readReceived,
  readResponse,
  readTakenMessage,
} from "../../../infra/inspector/delivery-parts.ts";
import { maxKept } from "../../../infra/inspector/masking.ts";

const queuesOf = (name: string) => ({
  queueUrl: `http://aws/${name}.fifo`,
  deadLetterQueueUrl: "http://aws/dead-letters.fifo",
});
const quarantineQueueUrl = "http://aws/quarantine.fifo";
const queues = { consumers: { events: queuesOf("events") }, quarantineQueueUrl };
const request = { path: "", headers: {}, body: "" };
const caller = { sourceAddress: "127.0.0.1" };
const event = createSourceEvent({ id: "acme", routes: ["/acme"] }, request, caller, new Date(0));
const show = (parts: object) => readReceived("acme", { ...event, ...parts }).request;
const taken = { queueUrls: ["http://aws/events.fifo"], deduplicationId: "key" };
const take = (body: string, message: object = {}) => readTakenMessage({ ...taken, body, ...message }, queues);
const long = "x".repeat(900_000);

describe("a request", () => {
  it("is shown without its query and with chosen headers only, since others could hold a credential", () => {
    const shown = { "content-type": "application/json", "X-Correlation-Id": "c-1", "user-agent": "vendor/1" };
    const hidden = { authorization: "a", secret: "a", cookie: "a", "x-api-key": "a", "x-signature": "a" };
    const { path, headers } = show({ rawQueryString: "token=a", headers: { ...shown, ...hidden } });
    expect({ path, headers }).toEqual({ path: "/acme", headers: shown });
  });

  it.each([
    ["a text", Buffer.from("ä"), "ä"],
    ["bytes that are no text", Buffer.from([0xff, 0x00]), undefined],
    ["a long text, in part", Buffer.from(long), long.slice(0, maxKept)],
  ])("in base64 is shown as %s", (_, bytes, body) => {
    const shown = show({ body: bytes.toString("base64"), isBase64Encoded: true });
    expect(shown).toMatchObject({ body, bytes: bytes.length });
  });
});

it("a response is what the function returned, or what the gateway makes of anything else", () => {
  expect(readResponse({ statusCode: 204 })).toEqual({ status: 204, contentType: "", body: "" });
  expect(readResponse(undefined)).toEqual(failedResponse);
});

describe("a message", () => {
  it.each([
    ["with every number as it came", '{"n":12345678901234567890}', '{"n":12345678901234567890}'],
    ["as text if it is not JSON", "by hand", '"by hand"'],
    ["as text, and in part, if it is long", `["${long}"]`, JSON.stringify(`["${long}`.slice(0, maxKept))],
  ])("is shown %s", (_, body, shown) => {
    expect(JSON.stringify(take(body)?.content)).toBe(shown);
  });

  it("of another queue, or that no function sent, is not shown", () => {
    expect(take("{}", { queueUrls: ["http://aws/dead-letters.fifo"] })).toBeUndefined();
    expect(take("{}", { deduplicationId: undefined })).toBeUndefined();
  });
});
