import { setTimeout as sleep } from "node:timers/promises";
import { faultyServices } from "../../../infra/local/aws/service-faults.ts";
import type { RunningIntake } from "../../../infra/local/intake.ts";
import { misrotate } from "../../support/misrotation.ts";
import { invokeRelay } from "../../support/relay.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { createCycle, type FaultStep, type Pace } from "./fault-plan.ts";

/** What was done to the intake. */
export interface Damage {
  /** How many times each step of the plan was carried out. */
  readonly steps: Map<string, number>;
  killed: number;
}

export interface Chaos {
  readonly seed: number;
  readonly pace: Pace;
  readonly damage: Damage;
  readonly onFault: (name: string) => void;
  readonly ends: AbortSignal;
}

/** Besides the schedule's runs, so that deferred messages meet every kind of fault on their way. */
const relayEveryMs = 7_000;

/** Breaks services, kills processes and runs the relay until it is told to end. Then everything is up. */
export async function breakThings(intake: RunningIntake, chaos: Chaos): Promise<void> {
  await Promise.all([
    runFaults(intake, createRandom(chaos.seed + 1), chaos),
    runKills(intake, createRandom(chaos.seed + 2), chaos),
    runRelays(intake, chaos.ends),
  ]);
}

async function runFaults(intake: RunningIntake, random: Random, chaos: Chaos): Promise<void> {
  while (!chaos.ends.aborted)
    for (const step of createCycle(random, chaos.pace)) {
      if (chaos.ends.aborted) break;
      await carryOut(step, intake, chaos);
    }
}

async function carryOut(
  step: FaultStep,
  { aws, endpoints }: RunningIntake,
  { damage, onFault, ends }: Chaos,
) {
  const { faults } = aws;
  for (const service of faultyServices) faults[service].set(step.faults[service] ?? { mode: "up" });
  damage.steps.set(step.name, (damage.steps.get(step.name) ?? 0) + 1);
  onFault(step.name);
  const misrotated = step.misrotates && (await misrotate(endpoints));
  await pause(step.lastsMs, ends);
  await misrotated?.repair();
  for (const service of faultyServices) faults[service].set({ mode: "up" });
  await pause(step.calmMs, ends);
}

/** Ends one process of a function after the other, without a warning and whatever it is doing. */
async function runKills(intake: RunningIntake, random: Random, { pace, damage, ends }: Chaos): Promise<void> {
  while (!ends.aborted) {
    await pause(random.between(...pace.kill), ends);
    const processIds = intake.processIds();
    if (ends.aborted || processIds.length === 0) continue;
    process.kill(random.pick(processIds), "SIGKILL");
    damage.killed += 1;
  }
}

/** By hand while things break. A run that fails is followed by another one. */
async function runRelays({ endpoints }: RunningIntake, ends: AbortSignal): Promise<void> {
  while (!ends.aborted) {
    await pause(relayEveryMs, ends);
    await invokeRelay(endpoints).catch(() => undefined);
  }
}

/** Ends early, without an error, when it is told to. */
export async function pause(milliseconds: number, ends: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: ends }).catch(() => undefined);
}
