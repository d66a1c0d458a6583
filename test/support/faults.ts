import { afterEach, expect } from "vitest";
import { type Fault, type FaultyService, faultyServices } from "../../infra/local/aws/service-faults.ts";
import {
  createNotifications,
  deliverAll,
  drainSources,
  expectSuccess,
  expectTryAgain,
  oneOfEach,
  warmUp,
} from "./every-vendor.ts";
import { exampleBody } from "./examples.ts";
import { type LocalIntake, useLocalIntake } from "./local-intake.ts";
import { invokeRelay, readOutboxKeys } from "./outbox.ts";

type Faults = Readonly<Partial<Record<FaultyService, Fault | undefined>>>;

/** Where the notifications are while the faults last. `unseen`: a store took them, but the function got no answer. */
type Holder = "queue" | "outbox" | "nowhere" | "unseen";

export interface FaultCase {
  readonly faults: Faults;
  readonly holder: Holder;
  /** The functions have not read their secrets. */
  readonly isCold?: boolean;
}

/** Each case with its title. */
export function named(cases: readonly FaultCase[]): (readonly [string, FaultCase])[] {
  return cases.map((fault) => [`${JSON.stringify(fault.faults)}${fault.isCold ? ", cold" : ""}`, fault]);
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

/** Every vendor learns what to do next. With its repeat, each notification makes one event. */
export async function expectOneEventEach(
  intake: LocalIntake,
  { faults, holder, isCold = false }: FaultCase,
): Promise<void> {
  const { endpoints } = intake.running();
  const played = await createNotifications();
  const deliver = () => deliverAll(intake, played);
  if (!isCold) await warmUp(intake);
  setFaults(intake, faults);
  if (isCold) await killAll(intake);
  else await expectForgeryRefused(intake);
  if (holder === "queue" || holder === "outbox") {
    expectSuccess(played, await deliver());
    expectSuccess(played, await deliver());
  } else expectTryAgain(await deliver());
  allUp(intake);
  if (holder === "unseen") {
    expectSuccess(played, await deliver());
    await relayAll(intake);
    expect(await drainSources(intake)).toEqual(oneOfEach);
    return;
  }
  const deferred = holder === "outbox" ? played.length : 0;
  expect(await readOutboxKeys(endpoints)).toHaveLength(deferred);
  expect(await invokeRelay(endpoints)).toEqual({
    found: deferred,
    sent: deferred,
    failed: 0,
    finished: true,
  });
  expect(await drainSources(intake)).toEqual(holder === "nowhere" ? [] : oneOfEach);
  if (isCold) await warmUp(intake);
  expectSuccess(played, await deliver());
  expect(await drainSources(intake)).toEqual(holder === "nowhere" ? oneOfEach : []);
}

export function setFaults({ running }: LocalIntake, faults: Faults): void {
  for (const service of faultyServices) running().aws.faults[service].set(faults[service] ?? { mode: "up" });
}

function allUp(intake: LocalIntake): void {
  setFaults(intake, {});
}

/** A slow service may act as late as the next test. */
export async function untilNothingIsPending({ running }: LocalIntake): Promise<void> {
  const pending = () => faultyServices.map((service) => running().aws.faults[service].pending());
  await expect.poll(pending, { timeout: 30_000 }).toEqual(faultyServices.map(() => 0));
}

/** Runs the relay until the outbox is empty. */
export async function relayAll({ running }: LocalIntake): Promise<void> {
  const run = () => invokeRelay(running().endpoints);
  await expect.poll(run, { timeout: 30_000 }).toMatchObject({ found: 0 });
}

/** The next deliveries meet functions without a secret. */
async function killAll({ running }: LocalIntake): Promise<void> {
  for (const pid of running().processIds()) process.kill(pid, "SIGKILL");
  await expect.poll(() => running().processIds(), { timeout: 30_000 }).toEqual([]);
}

async function expectForgeryRefused(intake: LocalIntake): Promise<void> {
  const headers = { "content-type": "application/json", authorization: "Bearer forged" };
  const refused = await intake.post("/yoti", headers, exampleBody("yoti", "session-completion"));
  expect(refused.status).toBe(401);
}
