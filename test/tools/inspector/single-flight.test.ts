import { setImmediate as settle } from "node:timers/promises";
import { expect, it } from "vitest";
import { singleFlight } from "../../../infra/inspector/single-flight.ts";

it("runs one at a time, and once more for all who asked during a run", async () => {
  const runs: PromiseWithResolvers<void>[] = [];
  const refresh = singleFlight(() => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  const seen: string[] = [];
  const first = refresh().then(() => seen.push("first"));
  await settle();
  const others = [1, 2, 3].map(() => refresh().then(() => seen.push("other")));
  await settle();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await first;
  await settle();
  expect([runs.length, seen]).toEqual([2, ["first"]]);
  runs[1]?.resolve();
  await Promise.all(others);
  expect(runs).toHaveLength(2);
});
