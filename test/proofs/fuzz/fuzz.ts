import { randomInt } from "node:crypto";
import { Option } from "commander";
import { tell } from "../../../infra/command-line/progress.ts";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import { countOption, proofCommand } from "../kit/command.ts";

const largest = 2_147_483_647;

await proofCommand<{ runs?: number; seconds?: number; seed?: number; path?: string }>({
  script: "fuzz",
  summary: "looks for a delivery that is not answered as it has to be",
  options: [
    countOption("runs", "deliveries (100,000, or with --seconds as many as there is time for)", [1, largest]),
    countOption("seconds", "stops after so long", [1, largest]),
    countOption("seed", "the same deliveries as another run with this seed", [0, largest]),
    new Option("--path <PATH>", "with --seed: the counterexample that run found"),
  ],
  about: `Deliveries of every kind, authentic and not, go through the whole intake over stores in memory, each twice. None may
be answered with 400 or 500, leave anything behind unless it is authentic, or leave less or more than one message if it
is. Exit code 1 if one does.
`,
  async run({ seed: given, seconds, path, runs = seconds === undefined ? 100_000 : largest }) {
    if (path !== undefined && given === undefined) throw new UsageError("--path goes with --seed");
    if (path !== undefined && !/^\d+(:\d+)*$/.test(path))
      throw new UsageError(`--path has to be numbers with colons between them, not "${path}"`);
    const seed = given ?? randomInt(largest);
    // These make keys as they load, so a wrong option fails before.
    const { runFuzz } = await import("./run.ts");
    const { createStages } = await import("./stages.ts");
    const { report, counterexample } = await runFuzz(
      { runs, seconds, seed, path },
      await createStages(),
      tell,
    );
    if (counterexample)
      return { report, problems: [counterexample.text], options: { seed, path: counterexample.path } };
    const limit = seconds === undefined ? { runs } : { seconds };
    return { report, problems: [], options: { ...limit, seed, path } };
  },
});
