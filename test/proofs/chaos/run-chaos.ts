import type { SourceId } from "../../../functions/vendors.ts";
import type { RunningIntake } from "../../../infra/local/intake.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import { type Account, openAccount, type Sent } from "../kit/account.ts";
import { collect } from "../kit/collect.ts";
import type { FunctionLogs } from "../kit/function-logs.ts";
import { createRandom } from "../kit/random.ts";
import type { Pace } from "./fault-plan.ts";
import { breakThings, type Damage, pause } from "./fault-runner.ts";
import { playVendor } from "./vendor-player.ts";

export interface ChaosOptions {
  readonly seed: number;
  readonly notifications: number;
  /** Nothing new is sent after this time, counted from the first fault. */
  readonly seconds: number;
  readonly pace: Pace;
  /** Ends it early. */
  readonly stopped: Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly seconds: number;
  readonly sent: readonly Sent[];
  readonly damage: Damage;
}

export interface ChaosResult {
  readonly account: Account;
  readonly damage: Damage;
  readonly logs: FunctionLogs;
  readonly seconds: number;
}

/** How long the vendors may go on trying when everything is up again. */
const retriesEndMs = 90_000;

/** Plays the vendors against a running intake that breaks, lets it recover, and finds what was acknowledged. */
export async function runChaos(
  intake: RunningIntake,
  logs: FunctionLogs,
  options: ChaosOptions,
): Promise<ChaosResult> {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const subjects: Sent[][] = [];
  const damage: Damage = { steps: new Map(), killed: 0, now: "" };
  const report = () => options.onProgress?.({ seconds: seconds(), sent: subjects.flat(), damage });
  const reporting = setInterval(report, 5000);
  try {
    await playAll(intake, subjects, damage, options);
  } finally {
    clearInterval(reporting);
  }
  const account = openAccount({ ...(await collect(intake.endpoints)), subjects, logs });
  return { account, damage, logs, seconds: seconds() };
}

/** The vendors send while things break. When the last notification was sent, everything is up and they finish. */
async function playAll(intake: RunningIntake, subjects: Sent[][], damage: Damage, options: ChaosOptions) {
  const { seed, pace } = options;
  const faultsEnd = new AbortController();
  const givesUp = new AbortController();
  const giveUp = () => givesUp.abort();
  faultsEnd.signal.addEventListener("abort", () => setTimeout(giveUp, retriesEndMs).unref());
  const { take, startClock } = createTicketSource(options, () => faultsEnd.abort());
  const { shortenedBy } = pace;
  const play = { endpoints: intake.endpoints, subjects, take, shortenedBy, givesUp: givesUp.signal };
  const playing = playedIds.map((source, index) => playVendor(source, createRandom(seed + 10 + index), play));
  const ends = faultsEnd.signal;
  const breaking = untilEveryVendorIsAnswered(subjects, ends).then(() => {
    startClock();
    return breakThings(intake, { seed, pace, damage, ends });
  });
  await Promise.all([...playing, breaking]);
}

/** Hands out as many notifications as were asked for, until the time is over. Then it says so. */
function createTicketSource({ notifications, seconds, stopped }: ChaosOptions, onEnd: () => void) {
  const end = () => {
    left = 0;
    onEnd();
  };
  let left = notifications;
  void stopped.then(end);
  return {
    startClock: () => void setTimeout(end, seconds * 1000).unref(),
    take() {
      if (left === 0) {
        onEnd();
        return false;
      }
      left -= 1;
      return true;
    },
  };
}

/** That all processes of all functions start at once is no fault of the intake. Killed ones start alone. */
async function untilEveryVendorIsAnswered(subjects: readonly Sent[][], ends: AbortSignal): Promise<void> {
  const isAnswered = (id: SourceId) =>
    subjects.flat().some(({ source, responses }) => source === id && responses.length > 0);
  while (!ends.aborted && !playedIds.every(isAnswered)) await pause(100, ends);
}
