import { randomInt } from "node:crypto";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";
import { createAllActors } from "./actors.ts";
import { checkAll } from "./invariants.ts";
import { plantedBugs } from "./planted-bugs.ts";
import { describeFailures, describeTally } from "./report.ts";
import { runInThreads } from "./run-in-threads.ts";
import { type PlantedBug, simulate } from "./simulate.ts";

const names = Object.keys(plantedBugs);
const largest = 2 ** 32;
type Name = "runs" | "from" | "seed" | "without";

function readPlantedBug(name: string | undefined): PlantedBug {
  if (name === undefined) return {};
  const plantedBug = plantedBugs[name];
  if (!plantedBug)
    throw new UsageError(`there is no protection "${name}": choose one of ${names.join("; ")}`);
  return plantedBug;
}

async function playOne(seed: number, without: string | undefined): Promise<Result> {
  const lines: string[] = [];
  const plantedBug = readPlantedBug(without);
  const trace = (happened: string) => lines.push(happened);
  const history = await simulate(seed, await createAllActors(), { plantedBug, trace });
  const { violations, repeats } = checkAll(history);
  for (const cause of repeats) trace(`repeated, which cannot be helped: ${cause}`);
  if (violations.length === 0) trace("nothing is wrong");
  return { report: lines.join("\n"), problems: violations, options: { seed, without } };
}

async function playMany(from: number, count: number): Promise<Result> {
  const tally = await runInThreads({ from, count }, (done) => {
    if (done % 10_000 === 0) process.stderr.write(`${done} of ${count}\n`);
  });
  const report = describeTally(tally, { from, count });
  return { report, problems: describeFailures(tally), options: { runs: count, from } };
}

function run({ count, text, has }: Arguments<Name>): Promise<Result> {
  if (has("seed") && has("runs"))
    throw new UsageError("--seed plays one seed: --runs does not go with it (see --help)");
  if (has("seed")) return playOne(count("seed"), text("without"));
  if (has("without")) throw new UsageError("--without goes with --seed (see --help)");
  return playMany(count("from"), count("runs"));
}

await proofCommand<Name>({
  script: "simulate",
  summary: "the pipeline and the relay over simulated stores, with faults, in virtual time",
  options: {
    runs: { value: "N", about: "seeds to play", range: [1, largest], byDefault: 100_000 },
    from: { value: "N", about: "the first seed", range: [0, largest], byDefault: () => randomInt(2 ** 31) },
    seed: { value: "N", about: "plays this seed alone, and prints every step", range: [0, largest] },
    without: { value: "NAME", about: "with --seed: takes one of the protections away" },
  },
  about: `Protections: ${names.join("; ")}.
Exit code 1 if anything was lost, doubled, forged, late or out of order.
`,
  run: async (given) => run(given),
});
