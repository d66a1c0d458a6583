import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { runToEnd } from "../../support/command.ts";
import { runFuzz } from "./run.ts";
import { createStages } from "./stages.ts";

it("no delivery of 40,000 is answered as it must not be", async () => {
  const options = { runs: 40_000, seed: randomInt(2 ** 31) };
  const { counterexample } = await runFuzz(options, await createStages(), () => undefined);
  expect(counterexample, `seed ${options.seed}`).toBeUndefined();
}, 600_000);

it("npm run fuzz stops when its time is over", async () => {
  // Without this end the test would outlive itself: 100,000 deliveries.
  expect(await runToEnd("test/proofs/fuzz/fuzz.ts", ["--seconds", "1"])).toMatchObject({ code: 0 });
});
