/** One thread plays one range of seeds, and posts what became of each thousand. */
import { parentPort, workerData } from "node:worker_threads";
import { runSeeds, type SeedRange } from "./run-seeds.ts";

const { from, count }: SeedRange = workerData;

for (let done = 0; done < count; done += 1000)
  parentPort?.postMessage(await runSeeds({ from: from + done, count: Math.min(1000, count - done) }));
