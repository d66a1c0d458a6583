import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { spreadOf } from "../kit/spread.ts";
import { createWorkshop, type Workshop } from "./candidate.ts";
import { type Contestant, createContestants } from "./candidates.ts";
import type { Rows } from "./goals.ts";
import { measureGrowth } from "./growth.ts";
import { type Figures, type Lane, measureBytes, measureOnce } from "./measure.ts";
import { createSender } from "./notifications.ts";
import type { Findings } from "./report.ts";
import { startStub } from "./stub.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly notifications: number;
  /** Of each process, before anything is measured. */
  readonly warmUps: number;
  readonly onStep: (step: string) => void;
}

/** Measures all contestants in turns, so that whatever else the machine does meets all of them alike. */
export async function runBench(options: BenchOptions): Promise<Findings> {
  const { rounds, notifications, onStep } = options;
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-bench-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  onStep("Bundling …");
  const contestants = createContestants(directory);
  const workshop = createWorkshop(directory);
  const rows = await measureLanes(workshop, contestants, options);
  onStep("How cost grows …");
  const growth = await measureGrowth(workshop, contestants, rounds);
  return { ...describeRun(), rounds, notifications, rows, growth };
}

async function measureLanes(
  workshop: Workshop,
  contestants: readonly Contestant[],
  { rounds, notifications, warmUps, onStep }: BenchOptions,
): Promise<Findings["rows"]> {
  const concurrency = await Promise.all(contestants.map(openLane));
  try {
    const figures = new Map<Lane, Figures[]>();
    for (const lane of concurrency) figures.set(lane, [await measureBytes(workshop, lane)]);
    for (let round = 1; round <= rounds; round += 1) {
      onStep(`Round ${round} of ${rounds} …`);
      for (const lane of yieldAfter(concurrency, round))
        figures.get(lane)?.push(await measureOnce(workshop, lane, { notifications, warmUps }));
    }
    return new Map([...figures].map(([{ contestant }, all]) => [contestant.name, summarize(all)]));
  } finally {
    await Promise.all(concurrency.map(({ stub }) => stub.stop()));
  }
}

async function openLane(contestant: Contestant): Promise<Lane> {
  const sender = await createSender(contestant.source);
  return { contestant, sender, stub: await startStub(sender.secret) };
}

/** Another one begins each round. */
function yieldAfter(concurrency: readonly Lane[], round: number): Lane[] {
  const start = round % concurrency.length;
  return [...concurrency.slice(start), ...concurrency.slice(0, start)];
}

function summarize(figures: readonly Figures[]): Rows {
  const names = new Set(figures.flatMap((one) => Object.keys(one)));
  const values = (name: string) => figures.flatMap((one) => one[name] ?? []);
  return new Map([...names].map((name) => [name, spreadOf(values(name))]));
}

function describeRun() {
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`;
  return { date: new Date().toISOString().slice(0, 10), machine };
}
