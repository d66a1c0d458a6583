import { describe, expect, it } from "vitest";
import { createStopwatch, timeQueue, timeTable } from "../../../lib/aws/stopwatch.ts";
import { createMemoryQueue, createMemoryTable } from "../../support/memory-stores.ts";

const message = { body: "", groupId: "g", deduplicationId: "d", attributes: { source: "s", type: "t" } };

describe("a stopwatch", () => {
  it("names every call that was made since it was last asked, and hands on what it gave", async () => {
    const { time, take } = createStopwatch();
    const table = timeTable(createMemoryTable(), time);
    const now = new Date();
    await table.remember("key", new Date(now.getTime() + 1000));
    expect(await table.look("key", now)).toBe(true);
    await timeQueue(createMemoryQueue(), time).send(message);
    expect(Object.keys(take()).sort()).toEqual(["look", "remember", "send"]);
    expect(take()).toEqual({});
  });

  it("keeps the time of a call that failed, and its error", async () => {
    const { time, take } = createStopwatch();
    await expect(time("secret", () => Promise.reject(new Error("out")))).rejects.toThrow("out");
    expect(take()).toEqual({ secret: expect.any(Number) });
  });
});
