import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRefresher } from "../../../infra/inspector/refresher.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A run that lasts until it is let go. */
function slowRuns() {
  const runs: PromiseWithResolvers<void>[] = [];
  const run = () => {
    const one = Promise.withResolvers<void>();
    runs.push(one);
    return one.promise;
  };
  return { runs, run };
}

it("runs at every turn while somebody watches, and not before or after", async () => {
  let count = 0;
  const refresher = createRefresher(1000, async () => {
    count += 1;
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(count).toBe(0);
  refresher.start();
  refresher.start();
  await vi.advanceTimersByTimeAsync(3000);
  expect(count).toBe(3);
  refresher.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(count).toBe(3);
});

it("never runs twice at a time, and once more for all who asked meanwhile", async () => {
  const { runs, run } = slowRuns();
  const refresher = createRefresher(1000, run);
  const seen: string[] = [];
  const first = refresher.refresh().then(() => seen.push("first"));
  const others = [1, 2, 3].map(() => refresher.refresh().then(() => seen.push("other")));
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(runs).toHaveLength(2);
  expect(seen).toEqual([]);
  runs[1]?.resolve();
  await Promise.all([first, ...others]);
  expect(runs).toHaveLength(2);
});
