import { describe, expect, it } from "vitest";
import type { FifoQueue, OutboxMessage, QueueMessage } from "../../../lib/intake/ports.ts";
import { type OutboxEntry, type OutboxRelay, relayOutbox } from "../../../lib/outbox/outbox-relay.ts";
import { relayLimitsMs } from "../../../lib/outbox/send-deferred.ts";
import { digestOf } from "../../../lib/source/idempotency-key.ts";
import type { QueueName } from "../../../lib/source/queue-name.ts";
import { createMemoryStores } from "../../support/memory-intake.ts";
import { timedCalls } from "../timed-calls.ts";

const start = "2026-11-21T09:30:00.000Z";
const day = 24 * 60 * 60 * 1000;

interface Deferred {
  readonly key: string;
  readonly group?: string;
  readonly queue?: QueueName;
  readonly source?: string;
  /** Milliseconds after the start. */
  readonly afterMs?: number;
  readonly signed?: OutboxMessage["signed"];
}

/** Calls in the place of the stores' own. */
type Changes = { readonly [Port in Exclude<keyof OutboxRelay, "now">]?: Partial<OutboxRelay[Port]> };

function setUp(...deferred: readonly Deferred[]) {
  const stores = createMemoryStores(start);
  const { clock, table, events, quarantine } = stores;
  for (const message of deferred) table.deferred.set(message.key, outboxMessage(message));
  const run = (changes: Changes = {}, withinMs = 45_000) => {
    const relay: OutboxRelay = {
      outbox: { ...table.outbox, ...changes.outbox },
      table: { ...table, ...changes.table },
      signatures: { ...table.signatures, ...changes.signatures },
      queues: { events, quarantine, ...changes.queues },
      now: clock.now,
    };
    return relayOutbox(relay, new Date(Date.parse(start) + withinMs));
  };
  return { ...stores, run };
}

function outboxMessage(parts: Deferred): OutboxMessage {
  const { key, group = "g", queue = "events", source = "first", afterMs = 0, signed } = parts;
  const attributes = { source, type: "t.v1", outcome: "ready" };
  return {
    queue,
    message: { body: `body of ${key}`, groupId: group, deduplicationId: key, attributes },
    deferredAt: new Date(Date.parse(start) + afterMs),
    retentionSeconds: 60,
    signed,
  };
}

/** Messages with one group each. */
const many = (count: number, change: (index: number) => Partial<Deferred> = () => ({})): Deferred[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    group: `g${index}`,
    afterMs: index,
    ...change(index),
  }));
const numberOf = (key: string) => Number(key.slice(1));

const takes = (queue: FifoQueue, isTaken: (key: string) => boolean): FifoQueue => ({
  send: (message, withinMs) =>
    isTaken(message.deduplicationId)
      ? queue.send(message, withinMs)
      : Promise.reject(new TypeError("not this message")),
});

const pages = (...listed: readonly (readonly OutboxEntry[])[]) =>
  async function* list() {
    yield* listed;
  };

const signed = { key: "k", signature: "s", body: "b", values: {}, keptSeconds: 90, copyId: "c" };

const keys = (messages: readonly QueueMessage[]) => messages.map(({ deduplicationId }) => deduplicationId);

describe("relay", () => {
  it("sends each message to its queue as it would have been sent, and records it", async () => {
    const { run, table, events, quarantine } = setUp(
      { key: "a" },
      { key: "b", queue: "quarantine", source: "second" },
    );
    expect(await run()).toEqual({ found: 2, sent: 2, failed: 0, finished: true });
    expect(events.messages).toEqual([outboxMessage({ key: "a" }).message]);
    expect(keys(quarantine.messages)).toEqual(["b"]);
    expect([...table.deferred]).toEqual([]);
    const expiry = new Date(Date.parse(start) + 60_000);
    expect(Object.fromEntries(table.items)).toEqual({ a: expiry, b: expiry });
  });

  it("has finished where nothing is deferred, even if its time is over", async () => {
    const { run, calls } = setUp();
    expect(await run({}, 0)).toEqual({ found: 0, sent: 0, failed: 0, finished: true });
    expect(calls).toEqual(["sources"]);
  });

  it("sends the oldest of a group first, and holds up those behind it if it fails, but no other group", async () => {
    const { run, table, events } = setUp(
      { key: "a2", group: "a", afterMs: 2 },
      { key: "a1", group: "a", afterMs: 1 },
      { key: "b2", group: "b", afterMs: 4 },
      { key: "b1", group: "b", afterMs: 3 },
    );
    const report = await run({ queues: { events: takes(events, (key) => key !== "a1") } });
    expect(report).toEqual({ found: 4, sent: 2, failed: 1, finished: true, cause: "TypeError" });
    expect(keys(events.messages)).toEqual(["b1", "b2"]);
    expect([...table.deferred.keys()]).toEqual(["a2", "a1"]);
  });

  it("keeps what it could not record, and sends it again next time under the same id", async () => {
    const { run, table, events } = setUp({ key: "a" });
    const add = () => Promise.reject(new Error("out"));
    expect(await run({ table: { add } })).toMatchObject({ sent: 0, failed: 1 });
    expect([...table.deferred.keys()]).toEqual(["a"]);
    expect(await run()).toMatchObject({ sent: 1, failed: 0 });
    // The queue absorbed the second.
    expect(keys(events.messages)).toEqual(["a"]);
  });

  it("goes on behind a message that another run has sent since it was listed", async () => {
    const { run, events, table } = setUp({ key: "a", afterMs: 1 }, { key: "b", afterMs: 2 });
    const list = pages(["a", "b"].map((key) => ({ key, groupId: "g" })));
    table.deferred.delete("a");
    expect(await run({ outbox: { list } })).toMatchObject({ found: 2, sent: 1, failed: 0 });
    expect(keys(events.messages)).toEqual(["b"]);
  });

  it("begins no message after its end", async () => {
    const { run, clock, events, table } = setUp({ key: "a", afterMs: 1 }, { key: "b", afterMs: 2 });
    const send = async (message: QueueMessage) => {
      await events.send(message, 1);
      clock.advance(45_000);
    };
    expect(await run({ queues: { events: { send } } })).toMatchObject({ found: 2, sent: 1, finished: false });
    expect([...table.deferred.keys()]).toEqual(["b"]);
  });

  it("gives up a run after ten failures in a row: the queue is still out", async () => {
    const { run, table, events, calls } = setUp(...many(100));
    events.fails = true;
    const { failed, finished } = await run();
    expect(finished).toBe(false);
    // Calls under way at the tenth failure end too.
    expect(failed).toBeGreaterThanOrEqual(10);
    expect(failed).toBeLessThan(20);
    expect(table.deferred.size).toBe(100);
    // The relay need not read a message that it cannot send.
    expect(calls.filter((call) => call === "read").length).toBeLessThan(30);
    events.fails = false;
    expect(await run()).toMatchObject({ sent: 100, finished: true });
  });

  it("goes on with events when the quarantine is out", async () => {
    const queueOf = (index: number) => (index < 30 ? "quarantine" : "events");
    const { run, events, quarantine, calls } = setUp(...many(40, (index) => ({ queue: queueOf(index) })));
    quarantine.fails = true;
    expect(await run()).toMatchObject({ found: 40, sent: 10, finished: false });
    expect(events.messages).toHaveLength(10);
    // Ten failures in a row, plus the calls under way.
    expect(calls.filter((call) => call === "quarantine").length).toBeLessThan(20);
  });

  it("goes on behind messages that cannot be read", async () => {
    const { run, table } = setUp(...many(30));
    const read = (key: string) =>
      numberOf(key) < 20
        ? Promise.reject(new SyntaxError("written by another version"))
        : table.outbox.read(key, 1000);
    const report = await run({ outbox: { read } });
    expect(report).toMatchObject({ sent: 10, failed: 20, finished: true, cause: "SyntaxError" });
  });

  it("records the signature of what it sent", async () => {
    const { run, table } = setUp({ key: "a", signed });
    await run();
    const until = new Date(Date.parse(start) + 60_000);
    const seen = { signature: "s", body: "b", id: "a", until, isSent: true };
    const expiresAt = new Date(Date.parse(start) + 90_000);
    expect(Object.fromEntries(table.seen)).toEqual({ k: { expiresAt, signatures: [seen] } });
  });

  it("quarantines, once, what another body has taken the id of meanwhile, and records no signature of it", async () => {
    const { run, table, quarantine, calls } = setUp({ key: "a", signed });
    const original = { session_token: "t", big: 12 };
    const event = { id: "a", source: "first", recordedtime: start, correlationid: "1", data: { original } };
    const deferred = outboxMessage({ key: "a", signed });
    const message = { ...deferred.message, body: JSON.stringify(event) };
    table.deferred.set("a", { ...deferred, message, retentionSeconds: (30 * day) / 1000 });
    const until = new Date(Date.parse(start) + 1);
    const other = { signature: "s", body: "other", id: "a", until, isSent: true };
    await table.signatures.add("k", other, until, 1);
    // The first run stops between the copy's record and the message's own.
    const add: typeof table.add = (key, ...rest) =>
      key === "a" ? Promise.reject(new Error("out")) : table.add(key, ...rest);
    expect(await run({ table: { add } })).toMatchObject({ sent: 0, failed: 1 });
    expect(await run()).toMatchObject({ sent: 1, failed: 0 });
    // SQS absorbs a second only for five minutes.
    expect(calls.filter((call) => /send|quarantine/.test(call))).toEqual(["quarantine"]);
    expect(keys(quarantine.messages)).toEqual(["c"]);
    expect(quarantine.messages[0]).toMatchObject({
      groupId: `first.${digestOf("c")}`,
      attributes: { source: "first", type: "quarantined", outcome: undefined },
    });
    const text = JSON.parse(quarantine.messages[0]?.body ?? "");
    const issues = [{ code: "altered_copy" }];
    expect(text).toMatchObject({ id: "c", issues, copyof: ["a"], recordedtime: start });
    expect(JSON.parse(Buffer.from(text.delivery.body, "base64").toString())).toEqual(original);
    expect(text.delivery.contentType).toBe("application/json");
    expect(text.delivery.proven).toEqual({ signature: { digest: "s", values: {} } });
    expect(table.seen.get("k")?.signatures).toEqual([other]);
    // A day before the quarantine gives it up.
    expect(table.items.get("c")).toEqual(new Date(Date.parse(start) + 13 * day));
    expect([...table.deferred.keys()]).toEqual([]);
  });

  it("gives every call the time that belongs to it", async () => {
    const { run, table, events } = setUp({ key: "a", signed });
    const { times, timed } = timedCalls();
    const { list, read } = table.outbox;
    await run({
      outbox: { list: timed("list", list), read: timed("read", read) },
      queues: { events: { send: timed("send", events.send) } },
      signatures: { find: timed("check", table.signatures.find) },
      table: { add: timed("record", table.add) },
    });
    expect(times).toEqual(relayLimitsMs);
  });

  it.each([
    [9, true],
    [10, false],
  ])("goes to its end after %i failures in a row: %s", async (failures, finished) => {
    // One at a time: all groups but the last fail before the next page.
    const deferred = many(failures + 1);
    const { run, events } = setUp(...deferred);
    const list = pages(...deferred.map(({ key }) => [{ key, groupId: key }]));
    const queues = { events: takes(events, (key) => numberOf(key) === failures) };
    const report = await run({ outbox: { list }, queues });
    expect(report).toMatchObject({ failed: failures, sent: finished ? 1 : 0, finished });
  });

  it("counts failures from the beginning again after a success", async () => {
    const { run, events } = setUp(...many(60));
    const queues = { events: takes(events, (key) => numberOf(key) % 3 === 0) };
    expect(await run({ queues })).toMatchObject({ sent: 20, failed: 40, finished: true });
  });

  it("says so when it cannot read the sources", async () => {
    const { run } = setUp({ key: "a" });
    const sources = () => Promise.reject(new RangeError("out"));
    const unread = { found: 0, sent: 0, failed: 1, finished: false, cause: "RangeError" };
    expect(await run({ outbox: { sources } })).toEqual(unread);
  });

  it("says so when it cannot read the list, and goes on with the other sources", async () => {
    const { run, table } = setUp({ key: "b", source: "first" }, { key: "a", source: "second" });
    const list = (source: string) => {
      if (source === "first") throw new RangeError("out");
      return table.outbox.list(source, 1000);
    };
    const report = await run({ outbox: { list } });
    expect(report).toEqual({ found: 1, sent: 1, failed: 1, finished: false, cause: "RangeError" });
  });
});
