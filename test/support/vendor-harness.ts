import * as v from "valibot";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import type { HttpResponse } from "../../lib/delivery/response.ts";
import type { Receipt } from "../../lib/intake/receipt.ts";
import { type Intake, receiveDelivery } from "../../lib/intake/receive.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import { type EventSchemaOf, eventSchemaOf } from "../../lib/source/event-schema.ts";
import type { TestClock } from "./clock.ts";
import { aDelivery, type DeliveryParts } from "./deliveries.ts";
import { createMemoryIntake, createMemoryStores } from "./memory-intake.ts";
import { type MemoryQueue, type MemoryTable, secretsOf } from "./memory-stores.ts";
import { stepsFrom } from "./steps.ts";

export const quarantinedSchema = v.object({
  id: v.string(),
  source: v.string(),
  recordedtime: v.pipe(v.string(), v.isoTimestamp()),
  correlationid: v.string(),
  issues: v.pipe(v.array(v.object({ code: v.string(), path: v.optional(v.string()) })), v.minLength(1)),
  delivery: v.object({ pathParameters: v.record(v.string(), v.string()), body: v.string() }),
});
type Quarantined = v.InferOutput<typeof quarantinedSchema>;

/** The real pipeline of one source, over memory and a still clock. */
export interface VendorHarness<Event = unknown> {
  readonly deliver: (
    parts: DeliveryParts,
  ) => Promise<{ readonly response: HttpResponse; readonly receipt: Receipt }>;
  /** Events on the queue, checked against the published schema. */
  readonly events: () => Event[];
  readonly quarantined: () => Quarantined[];
  readonly intake: Intake;
  readonly table: MemoryTable;
  readonly eventQueue: MemoryQueue;
  readonly quarantineQueue: MemoryQueue;
  readonly clock: TestClock;
}

export interface HarnessOptions {
  readonly authentication?: AuthenticationSettings;
  /** The current secret, and the ones before it. */
  readonly secrets: readonly unknown[];
  /** The vendor's samples need a clock near their times. */
  readonly start?: string;
}

export function createVendorHarness<Tested extends Vendor>(
  source: Tested,
  options: HarnessOptions,
): VendorHarness<v.InferOutput<EventSchemaOf<Tested>>> {
  const stores = createMemoryStores(options.start);
  const { clock, table, events: eventQueue, quarantine: quarantineQueue } = stores;
  const schema = eventSchemaOf(source);
  const intake = {
    ...createMemoryIntake(stores, source, secretsOf(...options.secrets)),
    authenticator: source.authenticator(options.authentication ?? source.defaultAuthentication),
  };
  return {
    deliver: (parts) =>
      receiveDelivery(aDelivery({ receivedAt: clock.now(), ...parts }), intake, stepsFrom(clock.now)),
    events: () => eventQueue.messages.map(({ body }) => v.parse(schema, JSON.parse(body))),
    quarantined: () =>
      quarantineQueue.messages.map(({ body }) => v.parse(quarantinedSchema, JSON.parse(body))),
    intake,
    table,
    eventQueue,
    quarantineQueue,
    clock,
  };
}
