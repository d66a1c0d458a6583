import { expect } from "vitest";
import type { Fault } from "../../infra/local/aws/service-faults.ts";
import {
  createNotifications,
  deliverAll,
  drainSources,
  eachSource,
  expectSuccess,
  expectTryAgain,
  oneOfEach,
  statusesOf,
} from "./every-vendor.ts";
import { exampleBody } from "./examples.ts";
import { allUp } from "./fault-modes.ts";
import type { LocalIntake } from "./local-intake.ts";
import { readOutboxKeys } from "./outbox-keys.ts";

/** Every function has read its secret. */
export async function warmUp(intake: LocalIntake): Promise<void> {
  const deliver = async () => statusesOf(await deliverAll(intake, await createNotifications()));
  await expect.poll(deliver, { timeout: 30_000, interval: 500 }).toEqual(eachSource(200));
  await intake.drain("queueUrl");
}

/** The next deliveries meet functions without a secret. */
export async function killAll({ running }: LocalIntake): Promise<void> {
  for (const pid of running().processIds()) process.kill(pid, "SIGKILL");
  await expect.poll(() => running().processIds(), { timeout: 30_000 }).toEqual([]);
}

export async function expectForgeryRefused(intake: LocalIntake): Promise<void> {
  const headers = { "content-type": "application/json", authorization: "Bearer forged" };
  const refused = await intake.post("/yoti", headers, exampleBody("yoti", "session-completion"));
  expect(refused.status).toBe(401);
}

/** Secrets Manager is out. Functions serve with the last secret and refuse forgeries. */
export async function expectServed(intake: LocalIntake, fault: Fault): Promise<void> {
  await warmUp(intake);
  intake.running().aws.faults.secretsManager.set(fault);
  await expectForgeryRefused(intake);
  const played = await createNotifications();
  expectSuccess(played, await deliverAll(intake, played));
  expect(await drainSources(intake)).toEqual(oneOfEach);
}

/** Secrets Manager is out. A function without a secret accepts and stores nothing. */
export async function expectNothingAccepted(intake: LocalIntake, fault: Fault): Promise<void> {
  intake.running().aws.faults.secretsManager.set(fault);
  await killAll(intake);
  const played = await createNotifications();
  expectTryAgain(await deliverAll(intake, played));
  expect(await readOutboxKeys(intake.running().endpoints)).toEqual([]);
  expect(await drainSources(intake)).toEqual([]);
  allUp(intake);
  const again = async () => statusesOf(await deliverAll(intake, played));
  await expect.poll(again, { timeout: 30_000, interval: 500 }).toEqual(eachSource(200));
  expect(await drainSources(intake)).toEqual(oneOfEach);
}
