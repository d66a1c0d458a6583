import { type Intake, receiveDelivery } from "../../../lib/intake/receive.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";
import { createMemoryIntake, createMemoryStores, type MemoryStores } from "../../support/memory-intake.ts";
import { secretsOf } from "../../support/memory-stores.ts";
import { stepsFrom } from "../../support/steps.ts";
import { sampleSource } from "../source/sample-vendor.ts";

export function createTestIntake(stores: MemoryStores, changes: Partial<Intake> = {}): Intake {
  const source = changes.source ?? sampleSource();
  return { ...createMemoryIntake(stores, source, secretsOf({ secret: "s" })), ...changes };
}

export function setUp() {
  const stores = createMemoryStores();
  return { ...stores, stores, intake: createTestIntake(stores) };
}

export function deliver(
  intake: Intake,
  body: string | Uint8Array = '{"id":"i-1"}',
  parts: DeliveryParts = {},
) {
  const delivery = aDelivery({ headers: { "x-secret": "s" }, body, ...parts });
  return receiveDelivery(delivery, intake, stepsFrom(intake.now));
}
