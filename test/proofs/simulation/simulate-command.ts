import { randomInt } from "node:crypto";
import { readCommandLine, runCommand } from "../../../infra/command-line/command.ts";
import { UsageError } from "../../../infra/command-line/usage-error.ts";
import { readWholeNumber } from "../../../infra/command-line/whole-number.ts";
import { createCasts } from "./actors.ts";
import { checkAll } from "./invariants.ts";
import { sabotages } from "./planted-bugs.ts";
import { describeTally } from "./report.ts";
import { runInThreads } from "./run-in-threads.ts";
import { type Sabotage, simulate } from "./simulate.ts";

const names = Object.keys(sabotages);

const help = `npm run simulate -- [OPTIONS]   the pipeline and the relay over simulated stores, with faults, in virtual time

  --runs N          seeds to play (100000)
  --from N          the first seed (by chance)
  --seed N          play this one alone, and print everything that happens
  --without NAME    with --seed: without one of the protections
  --help            this text

Protections: ${names.join("; ")}.
Exit code 1 if anything was lost, doubled, forged, late or out of order.
`;

const options = {
  runs: { type: "string" },
  from: { type: "string" },
  seed: { type: "string" },
  without: { type: "string" },
  help: { type: "boolean" },
} as const;

const largest = 2 ** 32;

function readSabotage(name: string | undefined): Sabotage {
  if (name === undefined) return {};
  const sabotage = sabotages[name];
  if (!sabotage) throw new UsageError(`there is no protection "${name}": choose one of ${names.join("; ")}`);
  return sabotage;
}

async function playOne(seed: number, without: string | undefined): Promise<void> {
  const trace = (happened: string) => process.stdout.write(`${happened}\n`);
  const sabotage = readSabotage(without);
  const history = await simulate(seed, await createCasts(), { sabotage, trace });
  const { violations, repeats } = checkAll(history);
  for (const cause of repeats) trace(`repeated, which cannot be helped: ${cause}`);
  for (const violation of violations) trace(`WRONG: ${violation}`);
  const again = `npm run simulate -- --seed ${seed}${without === undefined ? "" : ` --without "${without}"`}`;
  trace(violations.length === 0 ? "nothing is wrong" : again);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

async function playMany(range: { readonly from: number; readonly count: number }): Promise<void> {
  const tally = await runInThreads(range, (done) => {
    if (done % 10_000 === 0) process.stderr.write(`${done} of ${range.count}\n`);
  });
  process.stdout.write(describeTally(tally, range));
  process.exitCode = tally.failures.length === 0 ? 0 : 1;
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  if (values.seed !== undefined && values.runs !== undefined)
    throw new UsageError("--seed plays one seed: --runs does not go with it (see --help)");
  if (values.seed !== undefined)
    return playOne(readWholeNumber(values.seed, "--seed", 0, largest), values.without);
  if (values.without !== undefined) throw new UsageError("--without goes with --seed (see --help)");
  const count = readWholeNumber(values.runs ?? "100000", "--runs", 1, largest);
  const from =
    values.from === undefined ? randomInt(2 ** 31) : readWholeNumber(values.from, "--from", 0, largest);
  await playMany({ from, count });
});
