import { expect } from "vitest";
import type { DeliveryParts } from "../support/deliveries.ts";
import type { VendorHarness } from "../support/vendor-harness.ts";

interface Flagged {
  readonly id: string;
  readonly data: { readonly flags: readonly { readonly code: string; readonly field: string }[] };
}

export async function outcomesOf(harness: VendorHarness, ...deliveries: readonly DeliveryParts[]) {
  const outcomes: string[] = [];
  for (const parts of deliveries) outcomes.push((await harness.deliver(parts)).receipt.outcome);
  return outcomes;
}

/** The code refuses the delivery, and all stores stay empty. */
export async function expectRefusal(harness: VendorHarness, parts: DeliveryParts, code: string) {
  expect((await harness.deliver(parts)).receipt).toEqual({ outcome: "refused", code });
  expect(harness.calls.filter((call) => call !== "secret")).toEqual([]);
}

export async function eventAfter<Event>(harness: VendorHarness<Event>, parts: DeliveryParts): Promise<Event> {
  await harness.deliver(parts);
  const [event] = harness.events();
  if (!event) throw new Error("the delivery became no event");
  return event;
}

/** The delivery becomes this event, with these flags: code and field of each. */
export async function expectEvent(
  harness: VendorHarness<Flagged>,
  parts: DeliveryParts,
  event: object,
  ...flags: readonly string[]
) {
  const made = await eventAfter(harness, parts);
  expect(made).toMatchObject(event);
  expect(made.data.flags.map(({ code, field }) => `${code} ${field}`)).toEqual(flags);
}

/** The second delivery is a copy of the first, or a second event in the same order. */
export async function expectSecond(
  harness: VendorHarness<Flagged>,
  first: DeliveryParts,
  second: DeliveryParts,
  outcome: "duplicate" | "accepted",
) {
  expect(await outcomesOf(harness, first, second)).toEqual(["accepted", outcome]);
  expectInOneOrder(harness, outcome === "accepted" ? 2 : 1);
}

/** This many events, with distinct ids, in one order. */
export function expectInOneOrder(harness: VendorHarness<Flagged>, count: number): void {
  expect(new Set(harness.events().map(({ id }) => id)).size).toBe(count);
  expect(new Set(harness.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(1);
}
