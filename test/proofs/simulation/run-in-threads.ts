import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { mergeTallies, type SeedRange, type Tally } from "./run-seeds.ts";

/** Uses all processors. `progress` gets the number of played seeds. */
export async function runInThreads(
  { from, count }: SeedRange,
  progress: (done: number) => void = () => undefined,
): Promise<Tally> {
  const threads = Math.min(availableParallelism(), count);
  const startOf = (thread: number) => from + Math.floor((count * thread) / threads);
  let done = 0;
  const runs = Array.from({ length: threads }, (_, thread) => {
    const workerData: SeedRange = { from: startOf(thread), count: startOf(thread + 1) - startOf(thread) };
    const worker = new Worker(new URL("./seeds-worker.ts", import.meta.url), { workerData });
    return new Promise<Tally>((resolve, reject) => {
      worker.on("error", reject).on("message", (message: Tally | number) => {
        if (typeof message !== "number") return resolve(message);
        done += message;
        progress(done);
      });
    });
  });
  return mergeTallies(await Promise.all(runs));
}
