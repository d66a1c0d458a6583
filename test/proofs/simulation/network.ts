import type { Random } from "../kit/random.ts";
import { type CallOutcome, callOutcomes, type Plan } from "./plan.ts";
import type { SimulatedProcess, Stop, Store } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

interface Call<Result> {
  readonly process: SimulatedProcess;
  readonly store: Store;
  readonly step: string;
  readonly withinMs: number;
  readonly effect: () => Result;
}

export type Network = ReturnType<typeof createNetwork>;

/** Is told everything that happens, in words. */
export type Trace = (happened: string) => void;

/** In which all parts of one simulation act. */
export interface World {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly plan: Plan;
  readonly trace: Trace;
}

/** An abandoned request acts within this time or never. */
const latestMs = 60_000;

export function createNetwork(world: World) {
  const { time, random, trace } = world;
  return {
    /** Rejects on timeout or the store's error. Never settles in a stopped process. */
    call: <Result>(call: Call<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        const { process, store, step, withinMs } = call;
        const index = process.calls;
        process.calls += 1;
        if (!process.isAlive || stopIfDue(call, index, "before", trace)) return;
        const outcome = chooseOutcome(store, world);
        trace(`${step} of a ${process.kind}: ${outcome}`);
        let isDone = false;
        const finish = (then: () => void) => () => {
          if (isDone || !process.isAlive) return;
          isDone = true;
          then();
        };
        const fail = finish(() => {
          process.faults.add(store);
          reject(new Error(`the ${store} did not do it`));
        });
        time.after(withinMs, fail);
        if (outcome === "refused") time.after(random.between(1, 8), fail);
        else if (outcome !== "lost")
          transport(call, outcome, world, index, (result) => finish(() => resolve(result))());
      }),
  };
}

function chooseOutcome(store: Store, { time, random, plan }: World): CallOutcome {
  const nowMs = time.now();
  const { outages, healedAtMs, faultRate } = plan;
  const outage = outages.find((hit) => hit.store === store && hit.fromMs <= nowMs && nowMs < hit.toMs);
  if (outage) return outage.outcome;
  if (nowMs >= healedAtMs || !random.chance(faultRate)) return "answered";
  return random.pick(callOutcomes);
}

/** Carries a request to its store, and the answer back. */
function transport<Result>(
  { process, step, withinMs, effect }: Call<Result>,
  outcome: CallOutcome,
  { time, random, plan, trace }: World,
  index: number,
  respond: (result: Result) => void,
): void {
  const requestMs = random.between(1, 8);
  const takeEffect = () => {
    const result = effect();
    if (stopIfDue({ process, step }, index, "after", trace)) return;
    // A slow answer can still be too late.
    const responseMs = random.chance(0.05) ? random.between(100, 2000) : random.between(1, 8);
    if (outcome === "answered") time.after(responseMs, () => respond(result));
  };
  time.after(outcome === "late" ? withinMs + random.between(0, latestMs) : requestMs, takeEffect);
  // The SDK's abandoned attempt may arrive beside the next.
  if (random.chance(plan.faultRate / 4)) time.after(requestMs + random.between(1, 2000), effect);
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
