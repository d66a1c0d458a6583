import { expect, it } from "vitest";
import { maxKept } from "../../../infra/inspector/masking.ts";
import { readTakenMessage } from "../../../infra/inspector/taken-message.ts";
import type { SentMessage } from "../../../infra/local/aws/sent-messages.ts";

const queues = { queueUrl: "http://aws/events.fifo", quarantineQueueUrl: "http://aws/quarantine.fifo" };
const now = new Date("2026-11-21T09:30:00.000Z");

function read(message: Partial<SentMessage>) {
  const sent = {
    queueUrl: queues.queueUrl,
    body: "{}",
    deduplicationId: "key",
    ...message,
  };
  return readTakenMessage(sent, queues, now);
}

it("shows an event with every number as it came", () => {
  const taken = read({ body: '{"id":"key","data":{"original":{"scoring":12345678901234567890}}}' });
  expect(taken).toMatchObject({
    key: "key",
    view: { queue: "events", sentAt: now.toISOString() },
    issues: [],
  });
  expect(JSON.stringify(taken?.view.content)).toContain("12345678901234567890");
});

it("shows a quarantined delivery without its body, and knows what is wrong with it", () => {
  const issues = [{ code: "missing", path: "body.id" }, { code: "invalid_json" }];
  const delivery = { id: "request", pathParameters: {}, contentType: "text/plain", body: "c2VjcmV0" };
  const body = JSON.stringify({ id: "key", source: "acme", issues, delivery });
  const { body: _, ...rest } = delivery;
  expect(read({ queueUrl: queues.quarantineQueueUrl, body })).toEqual({
    key: "key",
    view: {
      queue: "quarantine",
      sentAt: now.toISOString(),
      content: { id: "key", source: "acme", issues, delivery: rest },
    },
    issues,
  });
});

it("shows what is no JSON, or too deep, as text", () => {
  const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
  expect(read({ body: deep })?.view.content).toBe(deep);
  expect(read({ body: "by hand" })?.view.content).toBe("by hand");
});

it("keeps only the beginning of what is as large as a message may be", () => {
  const body = JSON.stringify({ list: Array.from({ length: 60_000 }, (_, at) => `text ${at}`) });
  expect(String(read({ body })?.view.content).length).toBeLessThan(maxKept + 10);
});

it("is not for other queues, nor for what no function sent", () => {
  expect(read({ queueUrl: "http://aws/dead-letters.fifo" })).toBeUndefined();
  expect(read({ deduplicationId: undefined })).toBeUndefined();
});
