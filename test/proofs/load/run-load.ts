import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Interruption } from "../../../infra/command-line/interruption.ts";
import { type Account, openAccount } from "../kit/account.ts";
import { collect } from "../kit/collect.ts";
import { withOwnIntake } from "../kit/own-intake.ts";
import { findViolations } from "../kit/violations.ts";
import { watchComputer, watchProcessors } from "./busy-processors.ts";
import type { Load, Order, Report } from "./driver-protocol.ts";

export interface LoadOptions extends Omit<Order, "endpoints"> {
  readonly interruption: Interruption;
  readonly onStep: (step: string) => void;
}

interface Driven {
  readonly load: Load;
  /** How many were busy while the clock ran: all, and those with the gateway and the stores. */
  readonly processors: { readonly all: number; readonly stack: number };
}

export interface LoadResult extends Driven {
  readonly connections: number;
  readonly account: Account;
}

/** Undefined if it was interrupted before anything was sent. */
export function runLoad(options: LoadOptions): Promise<LoadResult | undefined> {
  const { seconds, connections, interruption, onStep } = options;
  onStep("Synthesizing the stack, bundling its functions, starting its services …");
  return withOwnIntake(interruption, async ({ endpoints }, logs) => {
    onStep(`${connections} connections for ${seconds} s …`);
    const driven = await drive({ endpoints, seconds, connections }, options);
    onStep("Reading the queue …");
    const subjects = driven.load.sent.map((sent) => [sent]);
    const account = openAccount({ ...(await collect(endpoints)), subjects, logs });
    return { ...driven, connections, account };
  });
}

async function drive(order: Order, { interruption, onStep }: LoadOptions): Promise<Driven> {
  const driver = new Worker(new URL("./driver.ts", import.meta.url), { workerData: order });
  const failed = once(driver, "exit").then(() => {
    throw new Error("the driver ended before it said what came of the load");
  });
  void interruption.stopped.then(() => driver.postMessage("stop"));
  try {
    return await Promise.race([listen(driver, onStep), failed]);
  } finally {
    await Promise.allSettled([driver.terminate(), failed]);
  }
}

function listen(driver: Worker, onStep: LoadOptions["onStep"]): Promise<Driven> {
  const watch = () => ({
    all: watchComputer(),
    process: watchProcessors((since) => process.cpuUsage(since)),
  });
  let watches = watch();
  return new Promise((resolve, reject) => {
    driver.on("error", reject);
    driver.on("message", (report: Report) => {
      if (report.type === "started") watches = watch();
      if (report.type === "progress")
        onStep(`${Math.round(report.seconds)} s  ${report.answered} deliveries answered`);
      if (report.type !== "finished") return;
      const { load } = report;
      // The driver is a thread of this process.
      const stack = watches.process() - load.driverProcessors;
      resolve({ load, processors: { all: watches.all(), stack } });
    });
  });
}

/** Sentences about what must not be. */
export function findProblems({ account, load }: Pick<LoadResult, "account" | "load">): string[] {
  return [
    ...(account.arrivals.length === 0 ? ["no event arrived, so that nothing was shown"] : []),
    ...findViolations(account),
    ...[...load.errors].map(([what, count]) => `not answered as it should be: ${count} × ${what}`),
  ];
}
