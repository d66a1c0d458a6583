import { describe, expect, it } from "vitest";
import { createCasts } from "./actors.ts";
import { sabotages } from "./planted-bugs.ts";
import { describeTally } from "./report.ts";
import { runInThreads } from "./run-in-threads.ts";
import { runSeeds } from "./run-seeds.ts";
import { simulate } from "./simulate.ts";

describe("the simulator", () => {
  it("finds nothing lost, doubled, forged, late or out of order in 100,000 different interleavings", async () => {
    // Some seeds without faults play the same history.
    const range = { from: 0, count: 125_000 };
    const tally = await runInThreads(range);
    process.stdout.write(describeTally(tally, range));
    expect(tally.failures).toEqual([]);
    expect(tally.histories.size).toBeGreaterThanOrEqual(100_000);
    // A process stopped before and after each of its calls.
    const steps = ["check", "send", "record", "defer"].map((step) => `${step} of a delivery`);
    const relaySteps = ["list", "read", "check", "send", "record"].map((step) => `${step} of a relay`);
    const stops = [...steps, ...relaySteps].flatMap((step) => [
      `${step}: stopped before`,
      `${step}: stopped after`,
    ]);
    expect([...tally.stops.keys()].sort()).toEqual(stops.sort());
  }, 300_000);

  it.each(Object.entries(sabotages))(
    "notices that %s is gone",
    async (_, sabotage) => {
      const { failures } = await runSeeds({ from: 0, count: 2000 }, { sabotage, until: sabotage.noticedAs });
      expect(failures.at(-1)?.violations.join("\n")).toMatch(sabotage.noticedAs);
    },
    120_000,
  );

  it("plays a seed the same way every time", async () => {
    const casts = await createCasts();
    const play = async (seed: number) => {
      const happened: string[] = [];
      await simulate(seed, casts, { trace: (line) => happened.push(line) });
      return happened;
    };
    for (const seed of [1, 2, 3, 4, 5]) expect(await play(seed)).toEqual(await play(seed));
    expect(await play(6)).not.toEqual(await play(7));
  });
});
