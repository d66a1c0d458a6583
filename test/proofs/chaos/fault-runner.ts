import { setTimeout as sleep } from "node:timers/promises";
import { faultyServices } from "../../../infra/local/aws/service-faults.ts";
import type { RunningIntake } from "../../../infra/local/intake.ts";
import { misrotate } from "../../support/misrotation.ts";
import type { Random } from "../kit/random.ts";
import { createCycle, type FaultStep, type Pace } from "./fault-plan.ts";

/** What was done to the intake. */
export interface Damage {
  /** How many times each step of the plan was carried out. */
  readonly steps: Map<string, number>;
  killed: number;
  /** What is wrong at this moment. */
  now: string;
}

export function createDamage(): Damage {
  return { steps: new Map(), killed: 0, now: "" };
}

/** Carries out one cycle of the plan after the other until it is told to end; then everything is up. */
export async function runFaults(intake: RunningIntake, { random, pace, damage, ends }: Chaos): Promise<void> {
  while (!ends.aborted) {
    for (const step of createCycle(random, pace)) {
      if (ends.aborted) break;
      await carryOut(step, intake, damage, ends);
    }
  }
}

export interface Chaos {
  readonly random: Random;
  readonly pace: Pace;
  readonly damage: Damage;
  readonly ends: AbortSignal;
}

async function carryOut(
  step: FaultStep,
  { aws, endpoints }: RunningIntake,
  damage: Damage,
  ends: AbortSignal,
) {
  const { faults } = aws;
  for (const service of faultyServices) faults[service].set(step.faults[service] ?? { mode: "up" });
  damage.steps.set(step.name, (damage.steps.get(step.name) ?? 0) + 1);
  damage.now = step.name;
  const misrotated = step.misrotates && (await misrotate(endpoints));
  await pause(step.lastsMs, ends);
  await misrotated?.repair();
  for (const service of faultyServices) faults[service].set({ mode: "up" });
  damage.now = "";
  await pause(step.calmMs, ends);
}

/** Ends one process of a function after the other, without a warning and whatever it is doing. */
export async function runKills(intake: RunningIntake, { random, pace, damage, ends }: Chaos): Promise<void> {
  while (!ends.aborted) {
    await pause(random.between(...pace.kill), ends);
    const processIds = intake.processIds();
    if (ends.aborted || processIds.length === 0) continue;
    process.kill(random.pick(processIds), "SIGKILL");
    damage.killed += 1;
  }
}

/** Ends early, without an error, when it is told to. */
export async function pause(milliseconds: number, ends: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: ends }).catch(() => undefined);
}
