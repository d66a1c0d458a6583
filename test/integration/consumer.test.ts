import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { consume } from "../../functions/package/consumer.ts";
import type { NotificationEvent } from "../../functions/package/events.ts";
import { type PollerOptions, poll } from "../../functions/package/poller.ts";
import { createLatestTable, createSeenTable } from "../../functions/package/seen-table.ts";
import { createTableOperations } from "../../lib/aws/consumer/table-operations.ts";
import { createIdempotencyTable } from "../../lib/aws/stores/idempotency-table.ts";
import { startLocalAws } from "../support/local-stores.ts";
import { eventsOfExamples, fifoRecord } from "../support/queue-events.ts";

const { dynamodb, sqs, createQueue, createTable } = await startLocalAws();
const tableName = await createTable();
const [example = ""] = await eventsOfExamples("yoti");

function anEvent(number: number, subject: string, changes = {}): string {
  return JSON.stringify({
    ...JSON.parse(example),
    id: String(number).padStart(64, "0"),
    subject,
    ...changes,
  });
}

const numberOf = ({ id }: NotificationEvent) => Number(id);
const seenBy = (consumer: string, retentionDays?: number) =>
  createSeenTable({ tableName, consumer, retentionDays, client: dynamodb });

/** Polls a queue of these events until it is empty. */
async function pollAll(
  events: readonly (readonly [number, string])[],
  options: Pick<PollerOptions, "handlers" | "seen">,
) {
  const queue = await createQueue();
  for (const [number, subject] of events) await queue.send(anEvent(number, subject), subject);
  const settings = { client: sqs, queueUrl: queue.url, visibilityTimeoutSeconds: 1 };
  const poller = poll({ ...settings, onError: () => undefined, ...options });
  onTestFinished(() => poller.stop());
  const isEmpty = async () => expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
  await vi.waitFor(isEmpty, { timeout: 15_000, interval: 50 });
}

it("a poller brings a failed event again before those behind it, while other subjects go on", async () => {
  const handled: number[] = [];
  const handlers = (event: NotificationEvent) => {
    const isFirst = !handled.includes(numberOf(event));
    handled.push(numberOf(event));
    if (numberOf(event) === 2 && isFirst) throw new Error("not yet");
  };
  // SQS gives one batch.
  const ofFirst = [1, 2, 3, 4].map((number) => [number, "a"] as const);
  await pollAll([...ofFirst, [5, "b"]], { handlers });
  expect(handled).toEqual([1, 2, 5, 2, 3, 4]);
});

describe("what was seen", () => {
  it("is not handled again, by a poller or by Lambda, for as long as it is remembered", async () => {
    const seen = seenBy("billing");
    const handled: number[] = [];
    const handlers = (event: NotificationEvent) => handled.push(numberOf(event));
    await pollAll(
      [1, 1, 2].map((number) => [number, "a"] as const),
      { handlers, seen },
    );
    const Records = [1, 2, 3].map((number) => fifoRecord(`m-${number}`, "a", anEvent(number, "a")));
    expect(await consume(handlers, { seen })({ Records })).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual([1, 2, 3]);
    const expired = seenBy("billing", -1);
    await expired.add("4");
    expect(await seen.has("4")).toBe(false);
  });

  it("is each consumer's own affair, and none of the intake's, even in the same table", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000);
    const intake = createIdempotencyTable(createTableOperations(dynamodb), tableName);
    const consumers = [seenBy("audit"), seenBy("archive")];
    await consumers[0]?.add("of-audit");
    await intake.add("of-intake", inAnHour, 1000);
    for (const [id, known] of [
      ["of-audit", [true, false, false]],
      ["of-intake", [false, false, true]],
    ] as const) {
      const has = await Promise.all(consumers.map((seen) => seen.has(id)));
      expect([...has, await intake.has(id, new Date(), 1000)]).toEqual(known);
    }
  });
});

it("the newest event is handled in the end, in whatever order events come and whichever fail", async () => {
  const start = Date.parse("2026-11-21T09:30:00.000Z");
  const anArrival = fc.record({ seconds: fc.integer({ min: 0, max: 9 }), fails: fc.boolean() });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anArrival, { minLength: 1, maxLength: 8 }), async (arrivals) => {
      const failing = new Set(arrivals.flatMap(({ fails }, number) => (fails ? [number] : [])));
      const handled: number[] = [];
      const receive = consume(
        (event) => {
          handled.push(numberOf(event));
          if (failing.delete(numberOf(event))) throw new Error("no");
        },
        {
          latest: createLatestTable({ tableName, consumer: `run-${(run += 1)}`, client: dynamodb }),
          onError: () => undefined,
        },
      );
      const queue = arrivals.map(({ seconds }, number) => ({ number, seconds }));
      const done: number[] = [];
      for (let next = queue.shift(); next; next = queue.shift()) {
        const recordedtime = new Date(start + next.seconds * 1000).toISOString();
        const body = anEvent(next.number, "a", { recordedtime });
        const { batchItemFailures } = await receive({ Records: [fifoRecord("m-1", "a", body)] });
        if (batchItemFailures.length > 0) queue.push(next);
        else if (handled.at(-1) === next.number) done.push(next.seconds);
      }
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(done.at(-1)).toBe(Math.max(...arrivals.map(({ seconds }) => seconds)));
    }),
    { numRuns: 15 },
  );
});
