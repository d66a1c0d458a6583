import { expect, it } from "vitest";
import { baselines, topicCandidate } from "../proofs/bench/candidates.ts";
import { writeReport } from "../proofs/bench/report.ts";
import { runBench } from "../proofs/bench/run-bench.ts";
import { playedIds } from "../support/simulated-vendors.ts";

it("the bench measures every candidate, and counts the AWS calls of each", async () => {
  const candidates = await runBench({ rounds: 1, notifications: 2, warmups: 5 }, () => undefined);
  expect([...candidates.keys()]).toEqual([...baselines, ...playedIds, topicCandidate]);
  const calls = (name: string) =>
    ["new", "duplicate", "refused"].map((kind) => candidates.get(name)?.get(`${kind}, AWS calls`)?.median);
  for (const name of [...playedIds, topicCandidate]) expect([name, ...calls(name)]).toEqual([name, 3, 1, 0]);
  expect(calls("raw")).toEqual([3, 1, undefined]);
  for (const name of ["baseline-sdk", "baseline-powertools"]) expect(calls(name)).toEqual([3, 1, 0]);
  expect(writeReport(candidates).match(/ (≤|>) \d/g)).toHaveLength(7);
}, 300_000);
