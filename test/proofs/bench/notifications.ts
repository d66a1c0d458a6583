import { randomUUID } from "node:crypto";
import type { VendorId } from "../../../functions/vendors.ts";
import { createSourceEvent } from "../../../infra/http-api/http-api-event.ts";
import { findVendor, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";

export type HttpApiEvent = ReturnType<typeof createSourceEvent>;

export type Sender = Awaited<ReturnType<typeof createSender>>;

export async function createSender(source: VendorId) {
  const simulator = await loadSimulator(source);
  const [own, another] = [simulator.createCredentials(), simulator.createCredentials()];
  const example = readExample(source, simulator.defaultExample);
  const createWith =
    (vendorSide: unknown) =>
    (count: number, change = (body: JsonObject) => body) =>
      Promise.all(
        Array.from({ length: count }, () =>
          createEvent(source, simulator, change(simulator.about(example, randomUUID())), vendorSide),
        ),
      );
  return {
    secret: JSON.stringify(own.ourSide),
    /** New notifications, as API Gateway passes them. */
    create: createWith(own.vendorSide),
    /** As many from a stranger with other credentials. */
    forge: createWith(another.vendorSide),
  };
}

/** The same notification in another delivery. */
export function repeat(event: HttpApiEvent): HttpApiEvent {
  return { ...event, requestContext: { ...event.requestContext, requestId: randomUUID() } };
}

async function createEvent(source: VendorId, simulator: Simulator, body: JsonObject, vendorSide: unknown) {
  const now = new Date();
  const request = await simulator.createRequest(body, vendorSide, now);
  return createSourceEvent(findVendor(source), request, { sourceAddress: "192.0.2.1" }, now);
}
