import { expect, it } from "vitest";
import { describeResult } from "../proofs/chaos/report.ts";
import { playChaos } from "./play-chaos.ts";

it.each([
  ["to a topic", "example"],
  ["to a queue", "dev"],
])(
  "the chaos %s loses, doubles, invents and misplaces nothing while processes are killed",
  async (_, stage) => {
    const result = await playChaos(stage, 20_261_130, 18, 300);
    process.stdout.write(describeResult(result));
    expect(result.damage.killed).toBeGreaterThan(0);
  },
  300_000,
);
