import { randomInt } from "node:crypto";
import { readCommandLine, runCommand } from "../../../infra/command-line/command.ts";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import { readWholeNumber } from "../../../infra/command-line/whole-number.ts";

const help = `npm run fuzz -- [OPTIONS]   looks for a delivery that is not answered as it has to be

  --runs N       deliveries (100000; with --seconds as many as there is time for)
  --seconds N    stop after so long
  --seed N       the same deliveries as another run with this seed
  --path PATH    with --seed: the counterexample that run found
  --help         this text

Deliveries of every kind, authentic and not, go through the whole intake over stores in memory, each twice. None may
be answered with 400 or 500, leave anything behind unless it is authentic, or leave less or more than one message if it
is. Exit code 1 if one does.
`;

const options = {
  runs: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  path: { type: "string" },
  help: { type: "boolean" },
} as const;

const defaultRuns = 100_000;
const largest = 2_147_483_647;

function checkPath(path: string | undefined, seed: string | undefined): void {
  if (path === undefined) return;
  if (seed === undefined) throw new UsageError("--path goes with --seed");
  if (!/^\d+(:\d+)*$/.test(path)) {
    throw new UsageError(`--path has to be numbers with colons between them, not "${path}"`);
  }
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const seconds =
    values.seconds === undefined ? undefined : readWholeNumber(values.seconds, "--seconds", 1, largest);
  const runs = readWholeNumber(
    values.runs ?? String(seconds === undefined ? defaultRuns : largest),
    "--runs",
    1,
    largest,
  );
  const seed =
    values.seed === undefined ? randomInt(largest) : readWholeNumber(values.seed, "--seed", 0, largest);
  checkPath(values.path, values.seed);
  // These make keys as they load, which a mistake at the keyboard need not wait for.
  const [{ runFuzz }, { createStages }] = await Promise.all([import("./run.ts"), import("./stages.ts")]);
  const print = (text: string) => void process.stdout.write(text);
  const isFine = await runFuzz({ runs, seed, seconds, path: values.path }, await createStages(), print);
  if (!isFine) process.exitCode = 1;
});
