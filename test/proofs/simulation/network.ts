import { type Fate, fates } from "./call-outcomes.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { SimulatedProcess, Stop, Store } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

interface Call<Result> {
  readonly process: SimulatedProcess;
  readonly store: Store;
  readonly step: string;
  readonly withinMs: number;
  readonly effect: () => Result;
}

export interface Network {
  /** Rejects when the time is over or the store says no; never settles once its process has stopped. */
  readonly call: <Result>(call: Call<Result>) => Promise<Result>;
}

/** Is told everything that happens, in words. */
export type Trace = (happened: string) => void;

/** A request that nobody waits for takes effect this much later at most, or never. */
const latestMs = 60_000;

export function createNetwork(
  time: VirtualTime,
  random: Random,
  { outages, faultRate, healedAtMs }: Pick<Plan, "outages" | "faultRate" | "healedAtMs">,
  trace: Trace,
): Network {
  const chooseFate = (store: Store): Fate => {
    const nowMs = time.now();
    const outage = outages.find((one) => one.store === store && one.fromMs <= nowMs && nowMs < one.toMs);
    if (outage) return outage.fate;
    if (nowMs >= healedAtMs || !random.chance(faultRate)) return "answered";
    return random.pick(fates);
  };

  /** Takes a request to its store, and the answer back. */
  const transport = <Result>(
    { process, step, withinMs, effect }: Call<Result>,
    fate: Exclude<Fate, "refused" | "lost">,
    at: number,
    response: (result: Result) => boolean,
  ): void => {
    const requestMs = random.between(1, 8);
    const takeEffect = () => {
      const result = effect();
      if (stopIfDue({ process, step }, at, "after", trace)) return true;
      // A slow answer can still be too late.
      const responseMs = random.chance(0.05) ? random.between(100, 2000) : random.between(1, 8);
      if (fate === "answered") time.after(responseMs, () => response(result));
      return true;
    };
    time.after(fate === "late" ? withinMs + random.between(0, latestMs) : requestMs, takeEffect);
    // An attempt that the SDK gave up on may arrive beside the next one.
    if (random.chance(faultRate / 4))
      time.after(requestMs + random.between(1, 2000), () => Boolean(effect()));
  };

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        const { process, store, step, withinMs } = call;
        const at = process.calls;
        process.calls += 1;
        if (!process.isAlive || stopIfDue(call, at, "before", trace)) return;
        const fate = chooseFate(store);
        trace(`${step} of a ${process.kind}: ${fate}`);
        let isSettled = false;
        const settle = (then: () => void) => () => {
          if (isSettled || !process.isAlive) return false;
          isSettled = true;
          then();
          return true;
        };
        const fail = () => {
          process.faults.add(store);
          reject(new Error(`the ${store} did not do it`));
        };
        time.after(withinMs, settle(fail));
        if (fate === "refused") time.after(random.between(1, 8), settle(fail));
        else if (fate !== "lost") transport(call, fate, at, (result) => settle(() => resolve(result))());
      }),
  };
}

function stopIfDue(
  { process, step }: Pick<Call<unknown>, "process" | "step">,
  at: number,
  moment: Stop["moment"],
  trace: Trace,
): boolean {
  if (process.stop?.call !== at || process.stop.moment !== moment) return false;
  process.isAlive = false;
  trace(`${step} of a ${process.kind}: stopped ${moment}`);
  return true;
}
