import { describe, expect, it } from "vitest";
import { pollUntilStopped } from "../../../../lib/aws/consumer/poll-loop.ts";

type Turn = "fails" | "empty" | "message";

/** Returns the pauses, the errors and the handled batches. */
async function poll(turns: readonly Turn[]) {
  const stopping = new AbortController();
  const left = [...turns];
  const pausesMs: number[] = [];
  const errors: unknown[] = [];
  const batches: (readonly string[])[] = [];
  await pollUntilStopped(stopping.signal, {
    async receive() {
      const turn = left.shift();
      if (left.length === 0) stopping.abort();
      if (turn === "fails") throw new Error("no");
      return turn === "message" ? ["message"] : [];
    },
    handleBatch: async (messages) => {
      batches.push(messages);
    },
    report: (error) => errors.push(error),
    async wait(ms, signal) {
      expect(signal).toBe(stopping.signal);
      pausesMs.push(ms);
    },
  });
  return { pausesMs, errors, batches };
}

describe("the loop of a poller", () => {
  it("makes no pause while SQS answers", async () => {
    expect(await poll(["empty", "message", "empty", "message"])).toEqual({
      pausesMs: [],
      errors: [],
      batches: [["message"], ["message"]],
    });
  });

  it("pauses twice as long after each failure, up to half a minute", async () => {
    const { pausesMs, errors } = await poll([...Array<Turn>(8).fill("fails"), "empty"]);
    expect(pausesMs).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(errors).toHaveLength(8);
  });

  it("begins with the shortest pause again once SQS has answered", async () => {
    const { pausesMs } = await poll(["fails", "fails", "empty", "fails", "empty"]);
    expect(pausesMs).toEqual([500, 1000, 500]);
  });

  it("handles a batch that arrives during the stop, and reports no receive that the stop cut off", async () => {
    expect(await poll(["empty", "message"])).toMatchObject({ batches: [["message"]], errors: [] });
    expect(await poll(["empty", "fails"])).toMatchObject({ batches: [], errors: [] });
  });
});
