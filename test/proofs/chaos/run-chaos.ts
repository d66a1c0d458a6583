import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceId } from "../../../functions/vendors.ts";
import { unlessInterrupted } from "../../../infra/command-line/interruption.ts";
import { type RunningIntake, startIntake } from "../../../infra/local/intake.ts";
import { createRandom } from "../kit/random.ts";
import type { Facts } from "./account.ts";
import { collect, relayUntilTheOutboxIsEmpty, runRelays } from "./drain-all.ts";
import type { Pace } from "./fault-plan.ts";
import { type Chaos, createDamage, type Damage, pause, runFaults, runKills } from "./fault-runner.ts";
import { createFunctionLogs, type FunctionLogs } from "./function-logs.ts";
import { createJournal, type Journal } from "./journal.ts";
import { balance, type Ledger } from "./ledger.ts";
import { sourceIds } from "./notifications.ts";
import { playVendor } from "./vendor-player.ts";

export interface ChaosOptions {
  readonly seed: number;
  readonly notifications: number;
  /** When nothing new is sent any more, if not everything was sent before. */
  readonly seconds: number;
  readonly pace: Pace;
  /** Ends it early. */
  readonly stop?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly seconds: number;
  readonly journal: Journal;
  readonly damage: Damage;
}

export interface ChaosResult {
  readonly facts: Facts;
  readonly ledger: Ledger;
  readonly damage: Damage;
  readonly logs: FunctionLogs;
  readonly seconds: number;
}

/** How long the vendors may go on trying when everything is up again. */
const retriesEndMs = 90_000;

/**
 * Runs the local stack under load and faults, lets it recover, and compares what was acknowledged with what arrived.
 * Undefined if it was ended before anything was sent.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult | undefined> {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-chaos-"));
  const logs = createFunctionLogs();
  const ports = { http: 0, mutualTls: 0, aws: 0 };
  const isStopped = () => options.stop?.aborted ?? false;
  const starting = startIntake({ directory, ports, onLog: logs.read });
  const intake = await unlessInterrupted(starting, { isStopped });
  try {
    return intake && !isStopped() ? await runAgainst(intake, logs, options) : undefined;
  } finally {
    await intake?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runAgainst(
  intake: RunningIntake,
  logs: FunctionLogs,
  options: ChaosOptions,
): Promise<ChaosResult> {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const journal = createJournal();
  const damage = createDamage();
  const report = () => options.onProgress?.({ seconds: seconds(), journal, damage });
  const reporting = setInterval(report, 5000);
  try {
    await playAll(intake, journal, damage, options);
  } finally {
    clearInterval(reporting);
  }
  await relayUntilTheOutboxIsEmpty(intake);
  const facts = { ...(await collect(intake)), subjects: journal.subjects, logs };
  return { facts, ledger: balance(facts), damage, logs, seconds: seconds() };
}

/** The vendors send while things break; when the last notification was sent, nothing breaks any more and they finish. */
async function playAll(intake: RunningIntake, journal: Journal, damage: Damage, options: ChaosOptions) {
  const faultsEnd = new AbortController();
  const givesUp = new AbortController();
  const giveUp = () => givesUp.abort();
  faultsEnd.signal.addEventListener("abort", () => setTimeout(giveUp, retriesEndMs).unref());
  const take = createTicketSource(options, () => faultsEnd.abort());
  const play = { endpoints: intake.endpoints, journal, take, givesUp: givesUp.signal };
  const playing = sourceIds.map((source, at) =>
    playVendor(source, createRandom(options.seed + 10 + at), play),
  );
  const { seed, pace } = options;
  const breaking = breakThings(intake, journal, { seed, pace, damage, ends: faultsEnd.signal });
  await Promise.all([...playing, breaking]);
}

interface Seeded extends Omit<Chaos, "random"> {
  readonly seed: number;
}

async function breakThings(intake: RunningIntake, journal: Journal, { seed, ...how }: Seeded) {
  await untilEveryoneIsAnswered(journal, how.ends);
  await Promise.all([
    runFaults(intake, { ...how, random: createRandom(seed + 1) }),
    runKills(intake, { ...how, random: createRandom(seed + 2) }),
    runRelays(intake, how.ends),
  ]);
}

/** Hands out as many notifications as were asked for, until the time is over; then says so, once. */
function createTicketSource(
  { notifications, seconds, stop }: ChaosOptions,
  onEnd: () => void,
): () => boolean {
  const timeIsOver = AbortSignal.timeout(seconds * 1000);
  const ends = stop ? AbortSignal.any([timeIsOver, stop]) : timeIsOver;
  ends.addEventListener("abort", onEnd, { once: true });
  let left = notifications;
  return () => {
    if (left === 0 || ends.aborted) {
      onEnd();
      return false;
    }
    left -= 1;
    return true;
  };
}

/** All processes of all functions starting at once are no fault of the intake's; those that are killed later start alone. */
async function untilEveryoneIsAnswered({ subjects }: Journal, ends: AbortSignal): Promise<void> {
  const isAnswered = (source: SourceId) =>
    subjects
      .flat()
      .some(({ notification, responses }) => notification.source === source && responses.length > 0);
  while (!ends.aborted && !sourceIds.every(isAnswered)) await pause(100, ends);
}
