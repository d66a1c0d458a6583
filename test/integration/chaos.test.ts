import { expect, it } from "vitest";
import { playedStage, stageSources } from "../proofs/kit/played-stage.ts";
import { isAcknowledgement } from "../proofs/kit/response.ts";
import { playChaos } from "./play-chaos.ts";

it("a short run of the chaos loses, doubles, invents and misplaces nothing", async () => {
  const { account, damage } = await playChaos(playedStage, 20_261_121, 4, 1500);
  // Every source was played and forged, and things broke.
  for (const { id } of stageSources) {
    const ofSource = account.sent.filter(({ source }) => source === id);
    expect(ofSource.flatMap(({ responses }) => responses).filter(isAcknowledgement)).not.toEqual([]);
    // With this seed, each has a forgery among the first subjects.
    expect(ofSource.filter(({ kind }) => kind === "forged")).not.toEqual([]);
    expect(account.arrivals.filter(({ source }) => source === id)).not.toEqual([]);
  }
  expect(damage.steps.size).toBeGreaterThan(0);
});
