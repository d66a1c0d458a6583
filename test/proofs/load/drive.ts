import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { watchComputer, watchOwnProcess } from "./busy-processors.ts";
import { type Load, type Order, type Progress, reportSchema, stopMessage } from "./messages.ts";

export interface DriveOptions {
  /** Resolves when the load shall end before its time. */
  readonly stopped: Promise<void>;
  readonly onProgress: (progress: Progress) => void;
}

export interface Drive {
  readonly load: Load;
  /** How many were busy while the clock ran: all, and those with this process, which has the gateway and the stores. */
  readonly processors: { readonly all: number; readonly stack: number };
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
  let watches = { all: watchComputer(), stack: watchOwnProcess() };
  return new Promise((resolve, reject) => {
    ended.then(() => reject(new Error("the driver ended before it said what came of the load")));
    child.on("message", (message) => {
      const report = v.parse(reportSchema, message);
      if (report.type === "started") watches = { all: watchComputer(), stack: watchOwnProcess() };
      if (report.type === "progress") onProgress(report);
      if (report.type !== "finished") return;
      resolve({ load: report.load, processors: { all: watches.all(), stack: watches.stack() } });
    });
  });
}
