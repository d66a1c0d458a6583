import { createHash } from "node:crypto";
import { checkAll, type RepeatCause } from "./invariants.ts";
import { type PlantedBug, simulate } from "./simulate.ts";

export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

export type Tally = ReturnType<typeof emptyTally>;

/** Can end at the first violation of a kind. */
export async function runSeeds(
  { from, count }: SeedRange,
  { plantedBug, until }: { readonly plantedBug?: PlantedBug; readonly until?: RegExp } = {},
): Promise<Tally> {
  const tally = emptyTally();
  for (let seed = from; seed < from + count; seed += 1) {
    const violations = await runSeed(seed, plantedBug, tally);
    if (until && violations.some((text) => until.test(text))) break;
  }
  return tally;
}

async function runSeed(seed: number, plantedBug: PlantedBug | undefined, tally: Tally) {
  const digest = createHash("sha1");
  const trace = (happened: string) => {
    digest.update(happened);
    const [, stop] = /\d+ ms: (\w+ of a \w+: stopped \w+)/.exec(happened) ?? [];
    if (stop) add(tally.stops, stop, 1);
  };
  const history = await simulate(seed, { plantedBug, trace });
  const { violations, repeats } = checkAll(history);
  for (const cause of repeats) add(tally.repeats, cause, 1);
  tally.seeds += 1;
  tally.attempts += history.attempts.length;
  tally.messages += history.queues.events.taken.length + history.queues.quarantine.taken.length;
  tally.histories.add(digest.digest("base64").slice(0, 12));
  if (violations.length > 0) tally.failures.push({ seed, violations });
  return violations;
}

export function addTally(tally: Tally, more: Tally): void {
  tally.seeds += more.seeds;
  tally.attempts += more.attempts;
  tally.messages += more.messages;
  for (const history of more.histories) tally.histories.add(history);
  for (const [cause, times] of more.repeats) add(tally.repeats, cause, times);
  for (const [stop, times] of more.stops) add(tally.stops, stop, times);
  tally.failures.push(...more.failures);
}

export function emptyTally() {
  return {
    seeds: 0,
    attempts: 0,
    messages: 0,
    /** Digests of all distinct histories. */
    histories: new Set<string>(),
    repeats: new Map<RepeatCause, number>(),
    /** How often a process stopped, by step and moment. */
    stops: new Map<string, number>(),
    failures: [] as { readonly seed: number; readonly violations: readonly string[] }[],
  };
}

function add<Key>(counts: Map<Key, number>, key: Key, times: number): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}
