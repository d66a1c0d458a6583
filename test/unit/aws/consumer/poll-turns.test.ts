import { describe, expect, it } from "vitest";
import { createPollTurns } from "../../../../lib/aws/consumer/poll-turns.ts";

function setUp() {
  const stopping = new AbortController();
  const waits: number[] = [];
  const turns = createPollTurns(stopping.signal, async (ms, signal) => {
    expect(signal).toBe(stopping.signal);
    waits.push(ms);
  });
  const fail = async () => {
    await turns.begin();
    turns.end("failed");
  };
  return { stopping, turns, waits, fail };
}

describe("the turns of a poller", () => {
  it("follow each other at once while the queue answers", async () => {
    const { turns, waits } = setUp();
    for (let turn = 0; turn < 3; turn += 1) {
      await turns.begin();
      await turns.receive();
      turns.end("done");
    }
    expect(waits).toEqual([]);
  });

  it("are put off twice as long after each failure, up to half a minute, until the queue answers", async () => {
    const { turns, waits, fail } = setUp();
    for (let turn = 0; turn < 9; turn += 1) await fail();
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    await turns.begin();
    await turns.receive();
    turns.end("done");
    await turns.begin();
    expect(waits).toHaveLength(9);
  });

  it("can be cut off at the queue, and nowhere else", async () => {
    const { turns } = setUp();
    expect(turns.isAtQueue()).toBe(false);
    await turns.begin();
    expect(turns.isAtQueue()).toBe(true);
    await turns.receive();
    expect(turns.isAtQueue()).toBe(false);
    turns.end("done");
    expect(turns.isAtQueue()).toBe(false);
  });
});
