import { describe, expect, it } from "vitest";
import { createStopwatch, timeOutbox, timeQueue, timeTable } from "../../../../lib/aws/handlers/stopwatch.ts";
import { createMemoryQueue, createMemoryTable } from "../../../support/memory-stores.ts";

const message = {
  body: "",
  groupId: "g",
  deduplicationId: "d",
  attributes: { source: "s", type: "t", outcome: undefined },
};

describe("a stopwatch", () => {
  it("names every call that was made since it was last asked, and hands on what it gave", async () => {
    const { time, take } = createStopwatch();
    const stored = createMemoryTable();
    const table = timeTable(stored, time);
    const now = new Date();
    await table.add("key", new Date(now.getTime() + 1000), 100);
    expect(await table.has("key", now, 100)).toBe(true);
    await timeQueue(createMemoryQueue(), time).send(message, 100);
    const deferred = { queue: "events", message, deferredAt: now, retentionSeconds: 1 } as const;
    expect(await timeOutbox(stored.outbox, time).add(deferred, 100)).toBe("deferred");
    expect(Object.keys(take()).sort()).toEqual(["check", "defer", "record", "send"]);
    expect(take()).toEqual({});
  });

  it("keeps the time of a call that failed, and its error", async () => {
    const { time, take } = createStopwatch();
    await expect(time("secret", () => Promise.reject(new Error("out")))).rejects.toThrow("out");
    expect(take()).toEqual({ secret: expect.any(Number) });
  });
});
