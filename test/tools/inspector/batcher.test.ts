import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBatcher } from "../../../infra/inspector/batcher.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("hands over each id once, a moment after it was added, and those that come meanwhile later", async () => {
  const batches: (readonly string[])[] = [];
  const batcher = createBatcher(
    (ids) => {
      batches.push(ids);
      if (ids.includes("a")) batcher.add(["c"]);
    },
    async () => undefined,
  );
  batcher.add(["a", "b"]);
  batcher.add(["a"]);
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches).toEqual([["a", "b"], ["c"]]);
  batcher.add(["d"]);
  batcher.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches).toHaveLength(2);
});

it("rests four times as long as it worked", async () => {
  const startsMs: number[] = [];
  const batcher = createBatcher(
    () => {
      startsMs.push(performance.now());
      vi.setSystemTime(Date.now() + 100);
      vi.advanceTimersByTime(100);
    },
    async () => undefined,
  );
  batcher.add(["a"]);
  await vi.advanceTimersByTimeAsync(200);
  batcher.add(["b"]);
  await vi.advanceTimersByTimeAsync(1000);
  const [first = 0, second = 0] = startsMs;
  expect(second - first).toBeGreaterThanOrEqual(500);
});
