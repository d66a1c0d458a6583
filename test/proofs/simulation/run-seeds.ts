import { createHash } from "node:crypto";
import { checkAll, type RepeatCause } from "./invariants.ts";
import { type PlantedBug, simulate } from "./simulate.ts";

export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

export type Tally = ReturnType<typeof emptyTally>;

interface Failure {
  readonly seed: number;
  readonly violations: readonly string[];
}

/** Can end at the first violation of a kind. */
export async function runSeeds(
  { from, count }: SeedRange,
  options: {
    readonly plantedBug?: PlantedBug;
    readonly until?: RegExp;
    readonly progress?: (done: number) => void;
  },
): Promise<Tally> {
  const { plantedBug = {}, until, progress = () => undefined } = options;
  const tally = emptyTally();
  for (let seed = from; seed < from + count; seed += 1) {
    const digest = createHash("sha1");
    const trace = (happened: string) => {
      digest.update(happened);
      const [, stop] = /\d+ ms: (\w+ of a \w+: stopped \w+)/.exec(happened) ?? [];
      if (stop) add(tally.stops, stop);
    };
    const history = await simulate(seed, { plantedBug, trace });
    const { violations, repeats } = checkAll(history);
    tally.seeds += 1;
    tally.attempts += history.attempts.length;
    tally.messages += history.queues.events.taken.length + history.queues.quarantine.taken.length;
    tally.histories.add(digest.digest("base64").slice(0, 12));
    for (const cause of repeats) add(tally.repeats, cause);
    if (violations.length > 0) tally.failures.push({ seed, violations });
    if (until && violations.some((violation) => until.test(violation))) break;
    progress(tally.seeds);
  }
  return tally;
}

export function mergeTallies(tallies: readonly Tally[]): Tally {
  const merged = emptyTally();
  for (const tally of tallies) {
    merged.seeds += tally.seeds;
    merged.attempts += tally.attempts;
    merged.messages += tally.messages;
    for (const history of tally.histories) merged.histories.add(history);
    for (const [cause, times] of tally.repeats) add(merged.repeats, cause, times);
    for (const [stop, times] of tally.stops) add(merged.stops, stop, times);
    merged.failures.push(...tally.failures);
  }
  return merged;
}

function emptyTally() {
  return {
    seeds: 0,
    attempts: 0,
    messages: 0,
    /** Digests of all distinct histories. */
    histories: new Set<string>(),
    repeats: new Map<RepeatCause, number>(),
    /** How often a process stopped, by step and moment. */
    stops: new Map<string, number>(),
    failures: [] as Failure[],
  };
}

function add<Key>(counts: Map<Key, number>, key: Key, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}
