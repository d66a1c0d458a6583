/** One thread plays one range of seeds. */
import { parentPort, workerData } from "node:worker_threads";
import { runSeeds } from "./run-seeds.ts";

const everySeeds = 1000;
const progress = (done: number) => {
  if (done % everySeeds === 0) parentPort?.postMessage(everySeeds);
};

parentPort?.postMessage(await runSeeds(workerData, { progress }));
