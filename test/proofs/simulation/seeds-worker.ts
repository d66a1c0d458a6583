/** One thread plays one range of seeds. */
import { parentPort, workerData } from "node:worker_threads";
import { runSeeds, type SeedRange } from "./run-seeds.ts";

const range: SeedRange = workerData;
const everySeeds = 1000;

const tally = await runSeeds(range, {
  progress: (done) => {
    if (done % everySeeds === 0) parentPort?.postMessage({ done: everySeeds });
  },
});
parentPort?.postMessage({ tally });
