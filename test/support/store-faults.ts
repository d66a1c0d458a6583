import { expect } from "vitest";
import type { Fault } from "../../infra/local/aws/service-faults.ts";
import {
  createNotifications,
  deliverAll,
  drainSources,
  expectSuccess,
  expectTryAgain,
  oneOfEach,
} from "./every-vendor.ts";
import { allUp, relayAll } from "./fault-modes.ts";
import type { LocalIntake } from "./local-intake.ts";
import { readOutboxKeys } from "./outbox-keys.ts";
import { invokeRelay } from "./relay.ts";

/** The table is out. The function acknowledges all deliveries, and the queue has them. */
export async function expectQueued(intake: LocalIntake, table: Fault): Promise<void> {
  const played = await createNotifications();
  intake.running().aws.faults.dynamodb.set(table);
  expectSuccess(played, await deliverAll(intake, played));
  expectSuccess(played, await deliverAll(intake, played));
  expect(await drainSources(intake)).toEqual(oneOfEach);
}

/** The queue is out. The function defers deliveries, answers copies as duplicates, and the relay sends each once. */
export async function expectDeferred(intake: LocalIntake, queue: Fault): Promise<void> {
  const { endpoints, aws } = intake.running();
  const played = await createNotifications();
  aws.faults.sqs.set(queue);
  expectSuccess(played, await deliverAll(intake, played));
  expect(await readOutboxKeys(endpoints)).toHaveLength(played.length);
  expectSuccess(played, await deliverAll(intake, played));
  expect(await readOutboxKeys(endpoints)).toHaveLength(played.length);
  aws.faults.sqs.set({ mode: "up" });
  const report = { found: played.length, sent: played.length, failed: 0, finished: true };
  expect(await invokeRelay(endpoints)).toEqual(report);
  expect(await readOutboxKeys(endpoints)).toEqual([]);
  expect(await drainSources(intake)).toEqual(oneOfEach);
  expectSuccess(played, await deliverAll(intake, played));
  expect(await drainSources(intake)).toEqual([]);
}

interface BothOut {
  readonly table: Fault;
  readonly queue: Fault;
}

/** Both are out. Every vendor retries, and no store has changed. */
export async function expectNothingStored(intake: LocalIntake, { table, queue }: BothOut): Promise<void> {
  const { endpoints, aws } = intake.running();
  const played = await createNotifications();
  aws.faults.dynamodb.set(table);
  aws.faults.sqs.set(queue);
  expectTryAgain(await deliverAll(intake, played));
  allUp(intake);
  expect(await readOutboxKeys(endpoints)).toEqual([]);
  expect(await drainSources(intake)).toEqual([]);
  expectSuccess(played, await deliverAll(intake, played));
  expect(await drainSources(intake)).toEqual(oneOfEach);
}

/** The function missed the answers. With the vendor's repeat they still make one event. */
export async function expectOneEvent(intake: LocalIntake, { table, queue }: BothOut): Promise<void> {
  const { aws } = intake.running();
  const played = await createNotifications();
  aws.faults.dynamodb.set(table);
  aws.faults.sqs.set(queue);
  expectTryAgain(await deliverAll(intake, played));
  allUp(intake);
  expectSuccess(played, await deliverAll(intake, played));
  await relayAll(intake);
  expect(await drainSources(intake)).toEqual(oneOfEach);
}
