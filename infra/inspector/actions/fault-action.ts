import * as v from "valibot";
import type { FaultSwitches } from "../../local/aws/service-faults.ts";
import { type ActionResponse, type FaultRequest, type ServiceName, serviceNames } from "../protocol.ts";
import { services } from "../stores-view.ts";

export const faultRequest = v.strictObject({
  service: v.picklist(serviceNames),
  isUp: v.boolean(),
}) satisfies v.GenericSchema<FaultRequest>;

const texts: Readonly<Record<ServiceName, { readonly up: string; readonly down: string }>> = {
  queue: {
    up: "The queue is on. The relay sends the outbox within a minute.",
    down: "The queue is off. The functions defer events to the outbox.",
  },
  table: {
    up: "The table is on.",
    down: "The table is off. Events still go out, and the queue alone drops repeats for five minutes.",
  },
};

/** Off: AWS's side refuses every connection of the functions. */
export function switchService({ service, isUp }: FaultRequest, faults: FaultSwitches): ActionResponse {
  faults[services[service]].set({ mode: isUp ? "up" : "refuses" });
  return { ok: true, text: texts[service][isUp ? "up" : "down"] };
}
