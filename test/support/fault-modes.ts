import { afterEach, expect } from "vitest";
import { type Fault, faultyServices } from "../../infra/local/aws/service-faults.ts";
import { type LocalIntake, useLocalIntake } from "./local-intake.ts";
import { invokeRelay } from "./relay.ts";

/** The service does not do its task. */
export const withoutEffect: readonly Fault[] = [
  { mode: "refuses" },
  { mode: "hangs", takesEffect: false },
  { mode: "throttles" },
  { mode: "fails" },
];

/** The service does its task, but the function gets no answer. `slow` exceeds each call's limit. */
export const withEffect: readonly Fault[] = [
  { mode: "hangs", takesEffect: true },
  { mode: "slow", delayMs: 2500 },
];

export const everyMode = [...withoutEffect, ...withEffect];

export function nameOf(fault: Fault): string {
  return fault.mode === "hangs" && fault.takesEffect ? "hangs, with effect" : fault.mode;
}

export function named(faults: readonly Fault[]): (readonly [string, Fault])[] {
  return faults.map((fault) => [nameOf(fault), fault]);
}

/** Before each test all services are up and all queues empty. */
export function useFaultyIntake(): LocalIntake {
  const intake = useLocalIntake();
  afterEach(async () => {
    allUp(intake);
    await untilNothingIsPending(intake);
    await relayAll(intake);
    await intake.drain("queueUrl");
  });
  return intake;
}

export function allUp({ running }: LocalIntake): void {
  for (const service of faultyServices) running().aws.faults[service].set({ mode: "up" });
}

/** A slow service may act as late as the next test. */
async function untilNothingIsPending({ running }: LocalIntake): Promise<void> {
  const pending = () => faultyServices.map((service) => running().aws.faults[service].pending());
  await expect.poll(pending, { timeout: 30_000 }).toEqual([0, 0, 0]);
}

/** Runs the relay until the outbox is empty. */
export async function relayAll({ running }: LocalIntake): Promise<void> {
  const run = () => invokeRelay(running().endpoints);
  await expect.poll(run, { timeout: 30_000 }).toMatchObject({ found: 0 });
}
