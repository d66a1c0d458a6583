import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { RunningIntake } from "../../../infra/local/intake.ts";
import { type Account, openAccount } from "../kit/account.ts";
import { collect } from "../kit/collect.ts";
import type { FunctionLogs } from "../kit/function-logs.ts";
import { findViolations } from "../kit/violations.ts";
import type { Load, Order } from "./driver.ts";

export interface LoadOptions extends Omit<Order, "endpoints"> {
  /** Ends the load before its time. */
  readonly stopped: Promise<void>;
}

export interface LoadResult {
  readonly load: Load;
  readonly account: Account;
}

/** Lets a thread play the vendors against a running intake, then empties its queues. */
export async function runLoad(
  { endpoints }: RunningIntake,
  logs: FunctionLogs,
  { stopped, ...order }: LoadOptions,
): Promise<LoadResult> {
  const load = await drive({ ...order, endpoints }, stopped);
  const subjects = load.sent.map((sent) => [sent]);
  return { load, account: openAccount({ ...(await collect(endpoints)), subjects, logs }) };
}

async function drive(order: Order, stopped: Promise<void>): Promise<Load> {
  const driver = new Worker(new URL("./driver.ts", import.meta.url), { workerData: order });
  void stopped.then(() => driver.postMessage("stop"));
  const ended = once(driver, "exit").then(() => undefined);
  const [load] = (await Promise.race([once(driver, "message"), ended])) ?? [];
  if (!load) throw new Error("the driver ended before it said what came of the load");
  await ended;
  return load;
}

/** Sentences about what must not be. */
export function findProblems({ account, load }: LoadResult): string[] {
  return [
    ...(account.arrivals.length === 0 ? ["no event arrived, so that nothing was shown"] : []),
    ...findViolations(account),
    ...[...load.errors].map(([what, count]) => `not answered as it should be: ${count} × ${what}`),
  ];
}
