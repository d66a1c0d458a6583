import { expect, it } from "vitest";
import { pauseSeconds } from "../../../lib/source/simulator.ts";

it.each([
  ["is published, until the vendor gives up", { intervalsSeconds: [300, 3600, 18_000] }, [300, 3600, 18_000]],
  ["is the last one if endless", { intervalsSeconds: [60, 300], endless: true }, [60, 300, 300, 300]],
  ["is none for a vendor that tries once", { intervalsSeconds: [] }, []],
])("the pause after an attempt %s", (_, rule, pauses) => {
  for (const index of [0, 1, 2, 3])
    expect(pauseSeconds({ ...rule, isDone: () => false }, index + 1)).toBe(pauses[index]);
});
