import { describe, expect, it } from "vitest";
import { plantedBugs } from "./planted-bugs.ts";
import { countHistories, failuresOf, runSeeds } from "./run-seeds.ts";
import { simulate } from "./simulate.ts";

describe("the simulator", () => {
  it("finds nothing lost, doubled, forged, late or out of order", async () => {
    const played = await runSeeds({ from: 0, count: 2500 });
    expect(failuresOf(played)).toEqual([]);
    expect(countHistories(played)).toBeGreaterThan(2000);
  }, 60_000);

  it.each(Object.entries(plantedBugs))(
    "notices that %s is gone",
    async (_, plantedBug) => {
      const { noticedAs } = plantedBug;
      const played = await runSeeds({ from: 0, count: 2000 }, { plantedBug, until: noticedAs });
      expect(played.at(-1)?.violations.join("\n")).toMatch(noticedAs);
    },
    120_000,
  );

  it("plays a seed the same way every time", async () => {
    const play = async (seed: number) => {
      const happened: string[] = [];
      await simulate(seed, { trace: (line) => happened.push(line) });
      return happened;
    };
    for (const seed of [1, 2, 3, 4, 5]) expect(await play(seed)).toEqual(await play(seed));
    expect(await play(6)).not.toEqual(await play(7));
  });
});
