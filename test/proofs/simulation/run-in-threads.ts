import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { mergeTallies, type SeedRange, type Tally } from "./run-seeds.ts";

/** Uses all processors. `progress` gets the number of played seeds. */
export async function runInThreads(
  { from, count }: SeedRange,
  progress: (done: number) => void = () => undefined,
): Promise<Tally> {
  const threads = Math.min(availableParallelism(), count);
  let done = 0;
  const runs = Array.from({ length: threads }, (_, thread) => {
    const start = from + Math.floor((count * thread) / threads);
    const end = from + Math.floor((count * (thread + 1)) / threads);
    return runThread({ from: start, count: end - start }, (more) => {
      done += more;
      progress(done);
    });
  });
  return mergeTallies(await Promise.all(runs));
}

function runThread(range: SeedRange, progress: (more: number) => void): Promise<Tally> {
  const worker = new Worker(new URL("./seeds-worker.ts", import.meta.url), { workerData: range });
  return new Promise((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", ({ done, tally }: { readonly done?: number; readonly tally?: Tally }) => {
      if (tally) resolve(tally);
      else progress(done ?? 0);
    });
  });
}
