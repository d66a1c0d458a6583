import { randomInt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import { runFuzz } from "./run.ts";
import { createStages } from "./stages.ts";

describe("any delivery", () => {
  it("is answered as it has to be, and leaves one message if it is authentic and nothing if it is not", async () => {
    const printed: string[] = [];
    // Fewer where the computer is busy: the counterexample, not the count, is what a test waits for.
    const options = { runs: 4000, seconds: 12, seed: randomInt(2 ** 31) };
    const isFine = await runFuzz(options, await createStages(), (text) => printed.push(text));
    expect(isFine, printed.join("")).toBe(true);
    const [heading = "", ...rows] = printed
      .join("")
      .split("\n")
      .slice(-(vendors.length + 4));
    // A fuzz that never gets in, or never is turned away, would show nothing.
    expect(heading.trim().split(/ +/)).toEqual(expect.arrayContaining(["200", "401", "403", "404"]));
    for (const id of playedIds)
      expect(rows.join("\n")).toMatch(new RegExp(`^${id} +[1-9][\\d,]+ +[1-9]`, "m"));
    expect(rows.join("\n")).toContain("unauthenticated effects 0, answers of 500 or more 0, ");
  });
});
