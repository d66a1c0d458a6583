import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Spread, spreadOf } from "../kit/spread.ts";
import { createCandidates } from "./candidates.ts";
import { createLauncher } from "./launcher.ts";
import { type Amounts, createSetup, type Figures, measureOnce } from "./measure.ts";

export type Rows = ReadonlyMap<string, Spread>;

export interface BenchOptions extends Amounts {
  readonly rounds: number;
}

/** Candidates take turns, so that the machine's load meets all alike. */
export async function runBench(
  options: BenchOptions,
  onStep: (step: string) => void,
): Promise<ReadonlyMap<string, Rows>> {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-bench-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  onStep("Bundling …");
  const launch = createLauncher(directory);
  const setups = await Promise.all((await createCandidates(directory)).map(createSetup));
  const figures = new Map<string, Figures[]>(setups.map(({ candidate }) => [candidate.name, []]));
  try {
    for (let round = 1; round <= options.rounds; round += 1) {
      onStep(`Round ${round} of ${options.rounds} …`);
      // Another candidate begins each round.
      const first = round % setups.length;
      for (const setup of [...setups.slice(first), ...setups.slice(0, first)])
        figures.get(setup.candidate.name)?.push(await measureOnce(launch, setup, options));
    }
    return new Map([...figures].map(([name, rounds]) => [name, summarize(rounds)]));
  } finally {
    for (const { stub } of setups) stub.stop();
    remove();
  }
}

function summarize(rounds: readonly Figures[]): Rows {
  const names = Object.keys(rounds[0] ?? {});
  return new Map(names.map((name) => [name, spreadOf(rounds.flatMap((figures) => figures[name] ?? []))]));
}
