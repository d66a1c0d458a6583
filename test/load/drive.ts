import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { type Load, type Order, type Progress, reportSchema, stopMessage } from "./messages.ts";

export interface DriveOptions {
  /** Resolves when the load shall end before its time. */
  readonly stopped: Promise<void>;
  readonly onProgress: (progress: Progress) => void;
}

export interface Drive {
  readonly load: Load;
  /** How much of the time the event loop of this process was busy while the clock ran, from 0 to 1. */
  readonly stackBusy: number;
}

/** Lets a second process play the vendors, and ends it whatever happens. */
export async function drive(order: Order, options: DriveOptions): Promise<Drive> {
  const child = fork(fileURLToPath(new URL("./driver.ts", import.meta.url)), [JSON.stringify(order)], {
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  options.stopped.then(() => child.connected && child.send(stopMessage));
  try {
    return await listen(child, ended, options.onProgress);
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

function listen(
  child: ChildProcess,
  ended: Promise<unknown>,
  onProgress: DriveOptions["onProgress"],
): Promise<Drive> {
  let before = performance.eventLoopUtilization();
  return new Promise((resolve, reject) => {
    ended.then(() => reject(new Error("the driver ended before it said what came of the load")));
    child.on("message", (message) => {
      const report = v.parse(reportSchema, message);
      if (report.type === "started") before = performance.eventLoopUtilization();
      if (report.type === "progress") onProgress(report);
      if (report.type !== "finished") return;
      const { utilization } = performance.eventLoopUtilization(before);
      resolve({ load: report.load, stackBusy: utilization });
    });
  });
}
