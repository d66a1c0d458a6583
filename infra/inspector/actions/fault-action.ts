import * as v from "valibot";
import type { FaultSwitches, FaultyService } from "../../local/aws/service-faults.ts";
import { type ActionResponse, type FaultRequest, type ServiceView, serviceNames } from "../protocol.ts";

export const faultRequest = v.strictObject({
  service: v.picklist(serviceNames),
  isUp: v.boolean(),
}) satisfies v.GenericSchema<FaultRequest>;

const services: Readonly<Record<ServiceView["name"], FaultyService>> = { queue: "sqs", table: "dynamodb" };

const texts: Readonly<Record<ServiceView["name"], readonly [up: string, down: string]>> = {
  queue: [
    "The queue is on: what is deferred is sent within a minute, or by the relay.",
    "The queue is off: what it would take is deferred in the table.",
  ],
  table: [
    "The table is on.",
    "The table is off: events go out all the same, and for five minutes only the queue guards against repeats.",
  ],
};

export function readServices(faults: FaultSwitches): ServiceView[] {
  return serviceNames.map((name) => ({ name, isUp: faults[services[name]].fault().mode === "up" }));
}

/** Switches a service off, so that every connection to it is refused, or on again. */
export function switchService({ service, isUp }: FaultRequest, faults: FaultSwitches): ActionResponse {
  faults[services[service]].set(isUp ? { mode: "up" } : { mode: "refuses" });
  return { ok: true, text: texts[service][isUp ? 0 : 1] };
}
