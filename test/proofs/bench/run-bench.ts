import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spreadOf } from "../kit/spread.ts";
import { createCandidates } from "./candidates.ts";
import { measureGrowth } from "./growth.ts";
import { createLauncher, type Launch } from "./launcher.ts";
import { createSetup, type Figures, measureBytes, measureOnce, type Setup } from "./measure.ts";
import type { Findings, Rows } from "./report.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly notifications: number;
  /** Of each process, before anything is measured. */
  readonly warmUps: number;
  readonly onStep: (step: string) => void;
}

export async function runBench(options: BenchOptions): Promise<Findings> {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-bench-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  options.onStep("Bundling …");
  const candidates = createCandidates(directory);
  const launch = createLauncher(directory);
  const setups = await Promise.all(candidates.map(createSetup));
  try {
    const rows = await measureSetups(launch, setups, options);
    options.onStep("How cost grows …");
    return { rows, growth: await measureGrowth(launch, candidates, options.rounds) };
  } finally {
    for (const { stub } of setups) stub.stop();
    remove();
  }
}

/** In turns, so that whatever else the machine does meets all candidates alike. */
async function measureSetups(launch: Launch, setups: readonly Setup[], options: BenchOptions) {
  const figures = new Map<string, Figures[]>();
  for (const setup of setups) figures.set(setup.candidate.name, [await measureBytes(launch, setup)]);
  for (let round = 1; round <= options.rounds; round += 1) {
    options.onStep(`Round ${round} of ${options.rounds} …`);
    // Another candidate begins each round.
    const first = round % setups.length;
    for (const setup of [...setups.slice(first), ...setups.slice(0, first)])
      figures.get(setup.candidate.name)?.push(await measureOnce(launch, setup, options));
  }
  return new Map([...figures].map(([name, all]) => [name, summarize(all)]));
}

function summarize(figures: readonly Figures[]): Rows {
  const names = new Set(figures.flatMap((ofProcess) => Object.keys(ofProcess)));
  const values = (name: string) => figures.flatMap((ofProcess) => ofProcess[name] ?? []);
  return new Map([...names].map((name) => [name, spreadOf(values(name))]));
}
