import type { Secrets } from "../../../lib/authentication/secrets.ts";
import { type Intake, receiveDelivery } from "../../../lib/intake/receive.ts";
import { createClock, type TestClock } from "../../support/clock.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";
import {
  createMemoryQueue,
  createMemoryTable,
  type MemoryQueue,
  type MemoryTable,
  secretsOf,
} from "../../support/memory-stores.ts";
import { stepsFrom } from "../../support/steps.ts";
import { sampleSource } from "../source/sample-vendor.ts";

export type Step = "check" | "send" | "quarantine" | "record" | "defer";
/** Stands between the pipeline and a store. */
export type Guard = <Result>(step: Step, call: () => Promise<Result>) => Promise<Result>;

export interface TestStores {
  readonly table: MemoryTable;
  readonly events: MemoryQueue;
  readonly quarantine: MemoryQueue;
  readonly clock: TestClock;
  /** Every call in its order, secrets included. */
  readonly calls: string[];
}

export function createTestStores(): TestStores {
  return {
    table: createMemoryTable(),
    events: createMemoryQueue(),
    quarantine: createMemoryQueue(),
    clock: createClock(),
    calls: [],
  };
}

/** The pipeline over those stores, with a guard before each of them. */
export function createTestIntake(
  stores: TestStores,
  changes: Partial<Intake> = {},
  guard: Guard = (_, call) => call(),
): Intake {
  const { table, events, quarantine, clock, calls } = stores;
  const source = changes.source ?? sampleSource();
  const pass: Guard = (step, call) => {
    calls.push(step);
    return guard(step, call);
  };
  const held = secretsOf({ secret: "s" });
  const secrets: Secrets = {
    read() {
      calls.push("secret");
      return held.read();
    },
    reread: held.reread,
  };
  return {
    source,
    authenticator: source.authenticator(source.defaultAuthentication),
    secrets: () => secrets,
    table: {
      has: (...parameters) => pass("check", () => table.has(...parameters)),
      add: (...parameters) => pass("record", () => table.add(...parameters)),
    },
    signatures: {
      find: (...parameters) => pass("check", () => table.signatures.find(...parameters)),
      add: (...parameters) => pass("record", () => table.signatures.add(...parameters)),
    },
    outbox: { add: (...parameters) => pass("defer", () => table.outbox.add(...parameters)) },
    queues: {
      events: { send: (...parameters) => pass("send", () => events.send(...parameters)) },
      quarantine: { send: (...parameters) => pass("quarantine", () => quarantine.send(...parameters)) },
    },
    now: clock.now,
    ...changes,
  };
}

/** A delivery with the vendor's secret. */
export function deliver(
  intake: Intake,
  body: string | Uint8Array = '{"id":"i-1"}',
  parts: DeliveryParts = {},
) {
  const delivery = aDelivery({ headers: { "x-secret": "s" }, body, ...parts });
  return receiveDelivery(delivery, intake, stepsFrom(intake.now));
}
