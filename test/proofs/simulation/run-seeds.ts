import { createHash } from "node:crypto";
import { checkAll } from "./invariants.ts";
import { type PlantedBug, simulate } from "./simulate.ts";

export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

/** What became of one seed. */
export type PlayedSeed = Awaited<ReturnType<typeof playSeed>>;

/** Can end at the first violation of a kind. */
export async function runSeeds(
  { from, count }: SeedRange,
  { plantedBug, until }: { readonly plantedBug?: PlantedBug; readonly until?: RegExp } = {},
): Promise<PlayedSeed[]> {
  const played: PlayedSeed[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await playSeed(seed, plantedBug);
    played.push(result);
    if (until && result.violations.some((text) => until.test(text))) break;
  }
  return played;
}

async function playSeed(seed: number, plantedBug: PlantedBug | undefined) {
  const digest = createHash("sha1");
  /** Each by step and moment. */
  const stops: string[] = [];
  const trace = (happened: string) => {
    digest.update(happened);
    const [, stop] = /\d+ ms: (\w+ of a \w+: stopped \w+)/.exec(happened) ?? [];
    if (stop) stops.push(stop);
  };
  const history = await simulate(seed, { plantedBug, trace });
  const { events, quarantine } = history.queues;
  return {
    ...{ seed, stops, ...checkAll(history) },
    attempts: history.attempts.length,
    messages: events.taken.length + quarantine.taken.length,
    /** A digest. */
    history: digest.digest("base64").slice(0, 12),
  };
}

export function failuresOf(played: readonly PlayedSeed[]): PlayedSeed[] {
  return played.filter(({ violations }) => violations.length > 0);
}

export function countHistories(played: readonly PlayedSeed[]): number {
  return new Set(played.map(({ history }) => history)).size;
}
