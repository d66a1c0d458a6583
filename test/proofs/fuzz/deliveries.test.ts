import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { playedIds } from "../../support/simulated-vendors.ts";
import { runFuzz } from "./run.ts";
import { createStages } from "./stages.ts";

it("any delivery is answered as it has to be, and leaves one message if it is authentic and nothing if it is not", async () => {
  // A busy computer runs fewer in these seconds.
  const options = { runs: 2000, seconds: 12, seed: randomInt(2 ** 31) };
  const { report, counterexample } = await runFuzz(options, await createStages(), () => undefined);
  expect(counterexample, `seed ${options.seed}`).toBeUndefined();
  // Only accepted and refused deliveries together show something.
  const [heading = ""] = report.split("\n").filter((line) => line.startsWith("|"));
  expect(heading.split(/[| ]+/)).toEqual(expect.arrayContaining(["200", "401", "403", "404"]));
  for (const id of playedIds)
    expect(report).toMatch(new RegExp(`^\\| ${id} +\\| +[1-9][\\d,]* \\| +[1-9]`, "m"));
  expect(report).toContain("unauthenticated effects 0, answers of 500 or more 0, ");
});
