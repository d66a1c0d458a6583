import * as v from "valibot";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { receiveDelivery } from "../../lib/intake/receive.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import { eventSchemaOf } from "../../lib/source/event-schema.ts";
import { aDelivery, type DeliveryParts } from "./deliveries.ts";
import { createMemoryIntake, createMemoryStores } from "./memory-intake.ts";
import { secretsOf } from "./memory-stores.ts";
import { stepsFrom } from "./steps.ts";

export const quarantinedSchema = v.object({
  id: v.string(),
  source: v.string(),
  recordedtime: v.pipe(v.string(), v.isoTimestamp()),
  correlationid: v.string(),
  issues: v.pipe(v.array(v.object({ code: v.string(), path: v.optional(v.string()) })), v.minLength(1)),
  delivery: v.object({ pathParameters: v.record(v.string(), v.string()), body: v.string() }),
});
export type VendorHarness<Event = unknown> = Omit<ReturnType<typeof createVendorHarness>, "events"> & {
  readonly events: () => Event[];
};

interface HarnessOptions {
  readonly authentication?: AuthenticationSettings;
  /** The current secret, and the ones before it. */
  readonly secrets: readonly unknown[];
  /** The vendor's samples need a clock near their times. */
  readonly start?: string;
}

/** The real pipeline of one source, over memory and a still clock. */
export function createVendorHarness<Tested extends Vendor>(source: Tested, options: HarnessOptions) {
  const stores = createMemoryStores(options.start);
  const { clock, table, events: eventQueue, quarantine: quarantineQueue, log, calls } = stores;
  const schema = eventSchemaOf(source);
  const intake = {
    ...createMemoryIntake(stores, source, secretsOf(...options.secrets)),
    authenticator: source.authenticator(options.authentication ?? source.defaultAuthentication),
  };
  return {
    deliver: (parts: DeliveryParts) =>
      receiveDelivery(aDelivery({ receivedAt: clock.now(), ...parts }), intake, stepsFrom(clock.now)),
    /** Events on the queue, checked against the published schema. */
    events: () => eventQueue.messages.map(({ body }) => v.parse(schema, JSON.parse(body))),
    quarantined: () =>
      quarantineQueue.messages.map(({ body }) => v.parse(quarantinedSchema, JSON.parse(body))),
    ...{ intake, table, eventQueue, quarantineQueue, clock, log, calls },
  };
}
