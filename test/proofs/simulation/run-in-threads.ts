import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PlayedSeed, SeedRange } from "./run-seeds.ts";

/** Uses all processors. `progress` gets the number of played seeds. */
export async function runInThreads(
  { from, count }: SeedRange,
  progress: (done: number) => void = () => undefined,
): Promise<PlayedSeed[]> {
  const played: PlayedSeed[] = [];
  const threads = Math.min(availableParallelism(), count);
  const startOf = (thread: number) => from + Math.floor((count * thread) / threads);
  const runs = Array.from({ length: threads }, (_, thread) => {
    const start = startOf(thread);
    const workerData: SeedRange = { from: start, count: startOf(thread + 1) - start };
    const worker = new Worker(new URL("./seeds-worker.ts", import.meta.url), { workerData });
    worker.on("message", (more: readonly PlayedSeed[]) => {
      played.push(...more);
      progress(played.length);
    });
    return once(worker, "exit");
  });
  await Promise.all(runs);
  return played;
}
