import { randomInt } from "node:crypto";
import { tell } from "../../../infra/command-line/progress.ts";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";

type Name = "runs" | "seconds" | "seed" | "path";

const largest = 2_147_483_647;

function readPath({ text, has }: Arguments<Name>): string | undefined {
  const path = text("path");
  if (path === undefined) return undefined;
  if (!has("seed")) throw new UsageError("--path goes with --seed");
  if (!/^\d+(:\d+)*$/.test(path))
    throw new UsageError(`--path has to be numbers with colons between them, not "${path}"`);
  return path;
}

async function run(given: Arguments<Name>): Promise<Result> {
  const { count, has } = given;
  const seconds = has("seconds") ? count("seconds") : undefined;
  const runs = has("seconds") && !has("runs") ? largest : count("runs");
  const options = { seed: count("seed"), path: readPath(given) };
  // These make keys as they load, which a mistake at the keyboard need not wait for.
  const [{ runFuzz }, { createStages }] = await Promise.all([import("./run.ts"), import("./stages.ts")]);
  const { report, counterexample } = await runFuzz({ ...options, runs, seconds }, await createStages(), tell);
  if (counterexample) {
    const { text, path } = counterexample;
    return { report, problems: [text], options: { seed: options.seed, path } };
  }
  const limits = seconds === undefined ? { runs } : { seconds };
  return { report, problems: [], options: { ...limits, ...options } };
}

await proofCommand<Name>({
  script: "fuzz",
  summary: "looks for a delivery that is not answered as it has to be",
  options: {
    runs: {
      value: "N",
      about: "deliveries; with --seconds as many as there is time for",
      range: [1, largest],
      byDefault: 100_000,
    },
    seconds: { value: "N", about: "stops after so long", range: [1, largest] },
    seed: {
      value: "N",
      about: "the same deliveries as another run with this seed",
      range: [0, largest],
      byDefault: () => randomInt(largest),
    },
    path: { value: "PATH", about: "with --seed: the counterexample that run found" },
  },
  about: `Deliveries of every kind, authentic and not, go through the whole intake over stores in memory, each twice. None may
be answered with 400 or 500, leave anything behind unless it is authentic, or leave less or more than one message if it
is. Exit code 1 if one does.
`,
  run,
});
