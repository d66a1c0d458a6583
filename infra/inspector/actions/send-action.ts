import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import { nameOfFault } from "../../replay/aws-calls.ts";
import { deliverOnce, localTarget } from "../../simulators/simulator-client.ts";
import { loadSimulator, parseSourceId, readExample } from "../../simulators/simulators.ts";
import { type ActionResponse, type Kind, kinds, type SendRequest } from "../protocol.ts";
import type { Strangers } from "./strangers.ts";

export const sendRequest = v.strictObject({
  source: v.string(),
  example: v.string(),
  kind: v.picklist(kinds),
}) satisfies v.GenericSchema<SendRequest>;

interface Attempts {
  readonly body: JsonObject;
  readonly times: number;
  readonly isForged: boolean;
}

const plans: Readonly<Record<Kind, (example: JsonObject) => Attempts>> = {
  valid: (body) => ({ body, times: 1, isForged: false }),
  repeated: (body) => ({ body, times: 2, isForged: false }),
  forged: (body) => ({ body, times: 1, isForged: true }),
  // Rightly signed, and without whatever a source calls a notification by.
  broken: () => ({
    body: { note: `Nobody can tell what this is about: ${randomUUID()}` },
    times: 1,
    isForged: false,
  }),
};

/** Plays a vendor: delivers one of its examples, about a new subject, over the network. */
export async function send(
  request: SendRequest,
  endpoints: Endpoints,
  strangers: Strangers,
): Promise<ActionResponse> {
  const source = parseSourceId(request.source);
  const simulator = await loadSimulator(source);
  const example = simulator.about(readExample(source, request.example), randomUUID());
  const { body, times, isForged } = plans[request.kind](example);
  const own = localTarget(source, endpoints);
  const target = isForged ? { ...own, vendorSide: strangers.heldFor(source, simulator) } : own;
  const statuses: number[] = [];
  try {
    for (let time = 0; time < times; time += 1)
      statuses.push((await deliverOnce(simulator, target, body)).status);
  } catch (error) {
    return { ok: false, text: `The intake did not answer (${nameOfFault(error)}).` };
  }
  return {
    ok: true,
    text: `Delivered ${times === 1 ? "once" : "twice"}, answered ${statuses.join(" and ")}.`,
  };
}
