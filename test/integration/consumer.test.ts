import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { consume } from "../../functions/package/consumer.ts";
import type { NotificationEvent } from "../../functions/package/events.ts";
import { type PollerOptions, poll } from "../../functions/package/poller.ts";
import { createLatestTable, createSeenTable } from "../../functions/package/seen-table.ts";
import { createIdempotencyTable } from "../../lib/aws/stores/idempotency-table.ts";
import { createLocalTable, type LocalQueue, startLocalAws } from "../support/local-stores.ts";
import { eventsOfExamples, fifoRecord } from "../support/queue-events.ts";

const { dynamodb, sqs, createQueue } = await startLocalAws();
const [example = ""] = await eventsOfExamples("yoti");

function anEvent(number: number, subject: string): string {
  return JSON.stringify({ ...JSON.parse(example), id: String(number).padStart(64, "0"), subject });
}

const numberOf = ({ id }: NotificationEvent) => Number(id);
const nothingLeft = { visible: 0, taken: 0 };

function startPolling(options: Omit<PollerOptions, "client">) {
  const poller = poll({ client: sqs, ...options });
  onTestFinished(() => poller.stop());
  return poller;
}

/** Sends five events of two subjects. SQS gives one batch. */
async function sendTwoSubjects(queue: LocalQueue): Promise<void> {
  for (const number of [1, 2, 3, 4, 5]) {
    const subject = number === 5 ? "b" : "a";
    await queue.send(anEvent(number, subject), subject);
  }
}

/** Fails this event once. Keeps all numbers begun. */
function failOnceAt(failing: number) {
  const handled: number[] = [];
  const handlers = (event: NotificationEvent) => {
    const isFirst = !handled.includes(numberOf(event));
    handled.push(numberOf(event));
    if (numberOf(event) === failing && isFirst) throw new Error("not yet");
  };
  return { handled, handlers };
}

const until = (assertion: () => unknown) => vi.waitFor(assertion, { timeout: 15_000, interval: 50 });

describe("a poller", () => {
  it("handles every event once, each subject's in order, and leaves an empty queue", async () => {
    const queue = await createQueue();
    const subjects = ["a", "b", "c"];
    const numbers = Array.from({ length: 30 }, (_, index) => index);
    const subjectOf = (number: number) => subjects[number % subjects.length] ?? "";
    for (const number of numbers) await queue.send(anEvent(number, subjectOf(number)), subjectOf(number));
    const handled: NotificationEvent[] = [];
    startPolling({ queueUrl: queue.url, handlers: (event) => handled.push(event) });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    for (const subject of subjects) {
      const ofSubject = handled.filter((event) => event.subject === subject).map(numberOf);
      expect(ofSubject).toEqual(numbers.filter((number) => subjectOf(number) === subject));
    }
    expect(handled).toHaveLength(numbers.length);
  });

  it("brings a failed event again before those behind it, while other subjects go on", async () => {
    const queue = await createQueue();
    await sendTwoSubjects(queue);
    const { handled, handlers } = failOnceAt(2);
    startPolling({
      queueUrl: queue.url,
      visibilityTimeoutSeconds: 1,
      onError: () => undefined,
      handlers,
    });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    expect(handled).toEqual([1, 2, 5, 2, 3, 4]);
  });
});

describe("what was seen", () => {
  it("is not handled again, by a poller or by Lambda, for as long as it is remembered", async () => {
    const tableName = await createLocalTable(dynamodb);
    const queue = await createQueue();
    const seen = createSeenTable({ tableName, consumer: "billing", client: dynamodb });
    const handled: number[] = [];
    const handlers = (event: NotificationEvent) => handled.push(numberOf(event));
    for (const number of [1, 1, 2]) await queue.send(anEvent(number, "a"), "a");
    startPolling({ queueUrl: queue.url, handlers, seen });
    await until(async () => expect(await queue.counts()).toEqual(nothingLeft));
    const Records = [1, 2, 3].map((number) => fifoRecord(`m-${number}`, "a", anEvent(number, "a")));
    expect(await consume(handlers, { seen })({ Records })).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual([1, 2, 3]);
    const expired = createSeenTable({ tableName, consumer: "billing", retentionDays: -1, client: dynamodb });
    await expired.add("4");
    expect(await seen.has("4")).toBe(false);
  });

  it("is each consumer's own affair", async () => {
    const tableName = await createLocalTable(dynamodb);
    const [billing, audit] = ["billing", "audit"].map((consumer) =>
      createSeenTable({ tableName, consumer, client: dynamodb }),
    );
    await billing?.add("1");
    expect([await billing?.has("1"), await audit?.has("1")]).toEqual([true, false]);
  });

  it("is not what the intake remembers of its own, even in the same table", async () => {
    const tableName = await createLocalTable(dynamodb);
    const { id } = JSON.parse(example);
    const later = new Date(Date.now() + 60_000);
    const intake = createIdempotencyTable(dynamodb, tableName);
    await intake.add(id, later, 1000);
    const seen = createSeenTable({ tableName, consumer: "billing", client: dynamodb });
    expect(await seen.has(id)).toBe(false);
    const another = "f".repeat(64);
    await seen.add(another);
    expect(await intake.has(another, new Date(), 1000)).toBe(false);
  });
});

describe("the newest event", () => {
  const start = Date.parse("2026-11-21T09:30:00.000Z");
  const recorded = (number: number, subject: string, seconds: number) =>
    JSON.stringify({
      ...JSON.parse(anEvent(number, subject)),
      recordedtime: new Date(start + seconds * 1000).toISOString(),
    });

  async function startConsumer(fail: (number: number) => boolean = () => false) {
    const handled: number[] = [];
    const tableName = await createLocalTable(dynamodb);
    const optionsOf = (consumer: string) => ({
      latest: createLatestTable({ tableName, consumer, client: dynamodb }),
      onError: () => undefined,
    });
    const handlers = (event: NotificationEvent) => {
      handled.push(numberOf(event));
      if (fail(numberOf(event))) throw new Error("no");
    };
    const receive = async (body: string, consumer = "billing") =>
      consume(handlers, optionsOf(consumer))({ Records: [fifoRecord("m-1", "a", body)] });
    return { handled, receive };
  }

  it("comes again after its handler failed, and lets an event of the same time pass", async () => {
    let isFailing = true;
    const { handled, receive } = await startConsumer(() => isFailing);
    const again = { batchItemFailures: [{ itemIdentifier: "m-1" }] };
    expect(await receive(recorded(1, "a", 10))).toEqual(again);
    isFailing = false;
    expect(await receive(recorded(1, "a", 10))).toEqual({ batchItemFailures: [] });
    await receive(recorded(2, "a", 10));
    expect(handled).toEqual([1, 1, 2]);
  });

  it("is handled in the end, in whatever order events come and whichever fail", async () => {
    const steps = fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 9 }), fails: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (events) => {
        const failing = new Set(events.flatMap(({ fails }, number) => (fails ? [number] : [])));
        const { handled, receive } = await startConsumer((number) => failing.delete(number));
        const queue = events.map(({ seconds }, number) => ({ number, seconds }));
        const done: number[] = [];
        for (let next = queue.shift(); next; next = queue.shift()) {
          const { batchItemFailures } = await receive(recorded(next.number, "a", next.seconds));
          if (batchItemFailures.length > 0) queue.push(next);
          else if (handled.at(-1) === next.number) done.push(next.seconds);
        }
        expect(done).toEqual([...done].sort((a, b) => a - b));
        expect(done.at(-1)).toBe(Math.max(...events.map(({ seconds }) => seconds)));
      }),
      { numRuns: 15 },
    );
  });
});
