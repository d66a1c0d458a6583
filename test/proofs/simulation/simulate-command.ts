import { randomInt } from "node:crypto";
import { Option } from "commander";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import { countOption, proofCommand, type Result } from "../kit/command.ts";
import { checkAll } from "./invariants.ts";
import { plantedBugs } from "./planted-bugs.ts";
import { describeFailures, describeSeeds } from "./report.ts";
import { runInThreads } from "./run-in-threads.ts";
import { simulate } from "./simulate.ts";

const names = Object.keys(plantedBugs);
const largest = 2 ** 32;

await proofCommand<{ runs?: number; from?: number; seed?: number; without?: string }>({
  script: "simulate",
  summary: "the pipeline and the relay over simulated stores, with faults, in virtual time",
  options: [
    countOption("runs", "seeds to play (100,000)", [1, largest]),
    countOption("from", "the first seed (random)", [0, largest]),
    countOption("seed", "plays this seed alone, and prints every step", [0, largest]).conflicts("runs"),
    new Option("--without <NAME>", "with --seed: takes one of the protections away").choices(names),
  ],
  about: "Exit code 1 if anything was lost, doubled, forged, late or out of order.\n",
  async run({ runs = 100_000, from = randomInt(2 ** 31), seed, without }) {
    if (seed !== undefined) return playOne(seed, without);
    if (without !== undefined) throw new UsageError("--without goes with --seed (see --help)");
    return playMany(from, runs);
  },
});

async function playOne(seed: number, without: string | undefined): Promise<Result> {
  const lines: string[] = [];
  const trace = (happened: string) => lines.push(happened);
  const { violations, repeats } = checkAll(
    await simulate(seed, { plantedBug: plantedBugs[without ?? ""], trace }),
  );
  for (const cause of repeats) trace(`repeated, which cannot be helped: ${cause}`);
  if (violations.length === 0) trace("nothing is wrong");
  return { report: lines.join("\n"), problems: violations, options: { seed, without } };
}

async function playMany(from: number, count: number): Promise<Result> {
  const played = await runInThreads({ from, count }, (done) => {
    if (done % 10_000 === 0) process.stderr.write(`${done} of ${count}\n`);
  });
  const report = describeSeeds(played, { from, count });
  return { report, problems: describeFailures(played), options: { runs: count, from } };
}
