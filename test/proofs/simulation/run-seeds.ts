import { createHash } from "node:crypto";
import { checkAll } from "./invariants.ts";
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

interface RunOptions {
  readonly plantedBug?: PlantedBug;
  /** Ends at the first violation of this kind. */
  readonly until?: RegExp;
  readonly progress?: (done: number) => void;
}

export async function runSeeds(
  { from, count }: SeedRange,
  { plantedBug = {}, until, progress }: RunOptions = {},
): Promise<Tally> {
  const tally = emptyTally();
  for (let seed = from; seed < from + count; seed += 1) {
    const digest = createHash("sha1");
    const history = await simulate(seed, {
      plantedBug,
      trace(happened) {
        digest.update(happened);
        const [, stop] = /\d+ ms: (\w+ of a \w+: stopped \w+)/.exec(happened) ?? [];
        if (stop) add(tally, stop);
      },
    });
    const { violations, repeats } = checkAll(history);
    const { events, quarantine } = history.queues;
    add(tally, "deliveries", history.attempts.length);
    add(tally, "messages", events.taken.length + quarantine.taken.length);
    tally.histories.add(digest.digest("base64").slice(0, 12));
    for (const cause of repeats) add(tally, `repeated, which cannot be helped: ${cause}`);
    if (violations.length > 0) tally.failures.push({ seed, violations });
    if (until && violations.some((violation) => until.test(violation))) break;
    progress?.(seed - from + 1);
  }
  return tally;
}

export function mergeTallies(tallies: readonly Tally[]): Tally {
  const merged = emptyTally();
  for (const { counts, histories, failures } of tallies) {
    for (const [event, times] of counts) add(merged, event, times);
    for (const history of histories) merged.histories.add(history);
    merged.failures.push(...failures);
  }
  return merged;
}

function emptyTally() {
  return {
    /** Deliveries, messages, repeats by their cause, and stops by step and moment. */
    counts: new Map<string, number>(),
    /** Digests of all distinct histories. */
    histories: new Set<string>(),
    failures: [] as Failure[],
  };
}

function add({ counts }: Tally, event: string, times = 1): void {
  counts.set(event, (counts.get(event) ?? 0) + times);
}
