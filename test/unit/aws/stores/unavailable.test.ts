import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createFifoQueue } from "../../../../lib/aws/stores/fifo-queue.ts";
import { createIdempotencyTable } from "../../../../lib/aws/stores/idempotency-table.ts";
import { createOutbox, createOutboxReader } from "../../../../lib/aws/stores/outbox.ts";
import { createSignatureTable } from "../../../../lib/aws/stores/signature-table.ts";
import { fault, forThisTest, type Respond, startWire, success, type Wire } from "../wire.ts";
import { deferred } from "./deferred.ts";

const now = new Date("2026-11-21T09:30:00Z");
const withinMs = 300;
const seen = { signature: "s", body: "b", id: "i", until: now, isSent: true };
const clientOf = ({ settings }: Wire) => forThisTest(new DynamoDBClient(settings));
const queueOf = ({ settings }: Wire) =>
  createFifoQueue(forThisTest(new SQSClient(settings)), "https://sqs/events.fifo", "events");

const calls: readonly (readonly [string, (wire: Wire) => Promise<unknown>])[] = [
  ["send", (wire) => queueOf(wire).send(deferred.message, withinMs)],
  ["has", (wire) => createIdempotencyTable(clientOf(wire), "keys").has("k-1", now, withinMs)],
  ["add", (wire) => createIdempotencyTable(clientOf(wire), "keys").add("k-1", now, withinMs)],
  ["find signatures", (wire) => createSignatureTable(clientOf(wire), "keys").find("k-1", now, withinMs)],
  ["add a signature", (wire) => createSignatureTable(clientOf(wire), "keys").add("k-1", seen, now, withinMs)],
  ["defer", (wire) => createOutbox(clientOf(wire), "keys").add(deferred, withinMs)],
  [
    "list what is deferred",
    (wire) => Array.fromAsync(createOutboxReader(clientOf(wire), "keys").list("yoti", withinMs)),
  ],
  ["read what is deferred", (wire) => createOutboxReader(clientOf(wire), "keys").read("k-1", withinMs)],
];

describe.each(calls)("to %s", (_, call) => {
  it.each<readonly [string, Respond]>([
    ["an error of the service", () => fault("InternalServerError", 500)],
    ["a refusal", () => fault("AccessDeniedException")],
    ["silence", () => "silence"],
  ])("throws at %s", async (_, respond) => {
    await expect(call(await startWire(respond))).rejects.toThrow(Error);
  });
});

it("to send throws at a digest of another body", async () => {
  const other = success({ MessageId: "m-1", MD5OfMessageBody: "0".repeat(32) });
  await expect(queueOf(await startWire(() => other)).send(deferred.message, withinMs)).rejects.toThrow(Error);
});
