import type { RunningIntake } from "../../../infra/local/intake.ts";
import { type Account, openAccount, type Sent } from "../kit/account.ts";
import { collect } from "../kit/collect.ts";
import type { FunctionLogs } from "../kit/function-logs.ts";
import { stageSources } from "../kit/played-stage.ts";
import { createRandom } from "../kit/random.ts";
import { isAcknowledgement } from "../kit/response.ts";
import { pause } from "./fault-runner.ts";
import { type Play, playVendor } from "./vendor-player.ts";

export interface PlayOptions extends Pick<Play, "shortenedBy"> {
  readonly seed: number;
  readonly notifications: number;
  /** Vendors send until then, counted from the time when every source has acknowledged something. */
  readonly seconds: number;
  /** Ends it early. */
  readonly stopped: Promise<void>;
  /** Runs meanwhile. At the signal it must restore everything. */
  readonly during: (ends: AbortSignal) => Promise<void>;
}

/** How long the vendors may retry after the recovery. */
const retriesEndMs = 90_000;

/** Lets vendors finish, empties the queues, and draws up the account. */
export async function playVendors(
  { endpoints }: RunningIntake,
  logs: FunctionLogs,
  { seed, seconds, stopped, during, ...options }: PlayOptions,
): Promise<Account> {
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
  const play = { ...options, endpoints, subjects, take, givesUp: givesUp.signal };
  const sources = stageSources.filter(({ id }) => id in endpoints.sources);
  const playing = sources.map((source) => {
    // One seed for all sources of a vendor, so they get the same bodies.
    const index = sources.findIndex(({ vendor }) => vendor === source.vendor);
    return playVendor(source, createRandom(seed + 10 + index), play);
  });
  const meanwhile = untilEverySourceAcknowledges(sources, subjects, ends).then(() => {
    setTimeout(() => ending.abort(), seconds * 1000).unref();
    return during(ends);
  });
  await Promise.all([...playing, meanwhile]);
  return openAccount({ ...(await collect(endpoints)), subjects, logs });
}

/** Only this run starts all processes at once. Killed ones start alone. */
async function untilEverySourceAcknowledges(
  sources: typeof stageSources,
  subjects: readonly Sent[][],
  ends: AbortSignal,
): Promise<void> {
  const hasAcknowledged = ({ id }: { readonly id: string }) =>
    subjects.flat().some(({ source, responses }) => source === id && responses.some(isAcknowledgement));
  while (!ends.aborted && !sources.every(hasAcknowledged)) await pause(100, ends);
}
