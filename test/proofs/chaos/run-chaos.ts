import { setTimeout as sleep } from "node:timers/promises";
import type { RunningIntake } from "../../../infra/local/intake.ts";
import { openAccount, type Sent } from "../kit/account.ts";
import { collect } from "../kit/collect.ts";
import type { FunctionLogs } from "../kit/function-logs.ts";
import { createRandom } from "../kit/random.ts";
import { isAcknowledgement } from "../kit/response.ts";
import type { Pace } from "./fault-plan.ts";
import { breakThings, type Damage } from "./fault-runner.ts";
import { type Play, playVendor } from "./vendor-player.ts";

export interface ChaosOptions extends Pick<Play, "shortenedBy"> {
  readonly seed: number;
  readonly notifications: number;
  /** Vendors send until then, counted from the time when every source has acknowledged something. */
  readonly seconds: number;
  readonly pace: Pace;
  readonly onFault?: (name: string) => void;
  /** Ends it early. */
  readonly stopped: Promise<void>;
}

export type ChaosResult = Awaited<ReturnType<typeof runChaos>>;

/** How long the vendors may retry after the recovery. */
const retriesEndMs = 90_000;

/** Plays the vendors against a breaking intake, lets it recover, empties the queues, and draws up the account. */
export async function runChaos(
  intake: RunningIntake,
  logs: FunctionLogs,
  { seed, seconds, pace, stopped, shortenedBy, onFault = () => undefined, ...options }: ChaosOptions,
) {
  const startedAt = Date.now();
  const { endpoints } = intake;
  const damage: Damage = { steps: new Map(), killed: 0 };
  const subjects: Sent[][] = [];
  const ending = new AbortController();
  const ends = ending.signal;
  const givesUp = new AbortController();
  ends.addEventListener("abort", () => setTimeout(() => givesUp.abort(), retriesEndMs).unref());
  void stopped.then(() => ending.abort());
  let left = options.notifications;
  const take = () => {
    left -= 1;
    if (left < 0) ending.abort();
    return !ends.aborted;
  };
  const play = { endpoints, subjects, take, shortenedBy, givesUp: givesUp.signal };
  const breakMeanwhile = async () => {
    await untilEverySourceAcknowledges(intake, subjects, ends);
    setTimeout(() => ending.abort(), seconds * 1000).unref();
    await breakThings(intake, { seed, pace, damage, onFault, ends });
  };
  await Promise.all([...playAll(seed, play), breakMeanwhile()]);
  const account = openAccount({ ...(await collect(endpoints)), subjects, logs });
  return { account, damage, logs, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

/** One seed for all sources of a vendor, so they get the same bodies. */
function playAll(seed: number, play: Play): Promise<void>[] {
  const sources = Object.entries(play.endpoints.sources);
  const vendors = sources.map(([, { vendor }]) => vendor);
  return sources.map(([id, { vendor }]) =>
    playVendor(id, createRandom(seed + 10 + vendors.indexOf(vendor)), play),
  );
}

/** Only this run starts all processes at once. Killed ones start alone. */
async function untilEverySourceAcknowledges(
  { endpoints }: RunningIntake,
  subjects: readonly Sent[][],
  ends: AbortSignal,
): Promise<void> {
  const hasAcknowledged = (id: string) =>
    subjects.flat().some(({ source, responses }) => source === id && responses.some(isAcknowledgement));
  while (!ends.aborted && !Object.keys(endpoints.sources).every(hasAcknowledged)) await sleep(100);
}
