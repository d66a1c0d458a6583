import { describe, expect, it } from "vitest";
import { pauseSeconds } from "../../../lib/source/simulator.ts";

const isDone = () => false;
const pausesOf = (rule: Parameters<typeof pauseSeconds>[0]) =>
  [1, 2, 3, 4, 5].map((attempt) => pauseSeconds(rule, attempt));

describe("the pause after an attempt", () => {
  it("is the published one, until the vendor gives up", () => {
    const intervalsSeconds = [300, 3600, 18_000, 64_800];
    expect(pausesOf({ intervalsSeconds, isDone })).toEqual([300, 3600, 18_000, 64_800, undefined]);
  });

  it("is the last one from then on, for a vendor that names no end", () => {
    const pauses = pausesOf({ intervalsSeconds: [60, 300], endless: true, isDone });
    expect(pauses).toEqual([60, 300, 300, 300, 300]);
  });

  it("is none for a vendor that tries once", () => {
    expect(pausesOf({ intervalsSeconds: [], isDone })).toEqual(Array(5).fill(undefined));
  });
});
