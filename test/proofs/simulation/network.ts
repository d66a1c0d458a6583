import type { Random } from "../kit/random.ts";
import { type CallOutcome, callOutcomes } from "./call-outcomes.ts";
import type { Plan } from "./plan.ts";
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
  const chooseOutcome = (store: Store): CallOutcome => {
    const nowMs = time.now();
    const outage = outages.find(
      ({ store: hit, fromMs, toMs }) => hit === store && fromMs <= nowMs && nowMs < toMs,
    );
    if (outage) return outage.outcome;
    if (nowMs >= healedAtMs || !random.chance(faultRate)) return "answered";
    return random.pick(callOutcomes);
  };

  /** Takes a request to its store, and the answer back. */
  const transport = <Result>(
    { process, step, withinMs, effect }: Call<Result>,
    outcome: Exclude<CallOutcome, "refused" | "lost">,
    index: number,
    response: (result: Result) => boolean,
  ): void => {
    const requestMs = random.between(1, 8);
    const takeEffect = () => {
      const result = effect();
      if (stopIfDue({ process, step }, index, "after", trace)) return true;
      // A slow answer can still be too late.
      const responseMs = random.chance(0.05) ? random.between(100, 2000) : random.between(1, 8);
      if (outcome === "answered") time.after(responseMs, () => response(result));
      return true;
    };
    time.after(outcome === "late" ? withinMs + random.between(0, latestMs) : requestMs, takeEffect);
    // An attempt that the SDK gave up on may arrive beside the next one.
    if (random.chance(faultRate / 4))
      time.after(requestMs + random.between(1, 2000), () => Boolean(effect()));
  };

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        const { process, store, step, withinMs } = call;
        const index = process.calls;
        process.calls += 1;
        if (!process.isAlive || stopIfDue(call, index, "before", trace)) return;
        const outcome = chooseOutcome(store);
        trace(`${step} of a ${process.kind}: ${outcome}`);
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
        if (outcome === "refused") time.after(random.between(1, 8), settle(fail));
        else if (outcome !== "lost")
          transport(call, outcome, index, (result) => settle(() => resolve(result))());
      }),
  };
}

function stopIfDue(
  { process, step }: Pick<Call<unknown>, "process" | "step">,
  index: number,
  moment: Stop["moment"],
  trace: Trace,
): boolean {
  if (process.stop?.call !== index || process.stop.moment !== moment) return false;
  process.isAlive = false;
  trace(`${step} of a ${process.kind}: stopped ${moment}`);
  return true;
}
