import { setTimeout as sleep } from "node:timers/promises";
import { faultyServices } from "../../../infra/local/aws/service-faults.ts";
import type { RunningIntake } from "../../../infra/local/intake.ts";
import { invokeRelay } from "../../support/outbox.ts";
import { misrotate } from "../../support/rotation.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { createCycle, type FaultStep, type Pace } from "./fault-plan.ts";

export interface Damage {
  /** How often each step ran. */
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

/** Deferred messages meet every fault between the schedule's runs. */
const relayEveryMs = 7_000;

/** Breaks services, kills processes and runs the relay until the signal. Then restores all. */
export async function breakThings(intake: RunningIntake, chaos: Chaos): Promise<void> {
  await Promise.all([
    runFaults(intake, createRandom(chaos.seed + 1), chaos),
    runKills(intake, createRandom(chaos.seed + 2), chaos),
    runRelays(intake, chaos.ends),
  ]);
}

async function runFaults(intake: RunningIntake, random: Random, chaos: Chaos): Promise<void> {
  const events = intake.topology.topics.length > 0 ? "sns" : "sqs";
  while (!chaos.ends.aborted)
    for (const step of createCycle(random, chaos.pace, events)) {
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

/** Kills one process after the other, without a warning. */
async function runKills(intake: RunningIntake, random: Random, { pace, damage, ends }: Chaos): Promise<void> {
  while (!ends.aborted) {
    await pause(random.between(...pace.kill), ends);
    const processIds = intake.processIds();
    if (ends.aborted || processIds.length === 0) continue;
    process.kill(random.pick(processIds), "SIGKILL");
    damage.killed += 1;
  }
}

/** A failed run is followed by another. */
async function runRelays({ endpoints }: RunningIntake, ends: AbortSignal): Promise<void> {
  while (!ends.aborted) {
    await pause(relayEveryMs, ends);
    await invokeRelay(endpoints).catch(() => undefined);
  }
}

/** Ends early without an error at the signal. */
async function pause(milliseconds: number, ends: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: ends }).catch(() => undefined);
}
