import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import { nameOfFault } from "../../replay/aws-calls.ts";
import { deliverOnce, localTarget } from "../../simulators/simulator-client.ts";
import { loadSimulator, parseSourceId, readExample } from "../../simulators/simulators.ts";
import { type ActionResponse, kinds, type SendRequest } from "../protocol.ts";
import type { ForgedCredentials } from "./forged-credentials.ts";

export const sendRequest = v.strictObject({
  source: v.string(),
  example: v.string(),
  kind: v.picklist(kinds),
}) satisfies v.GenericSchema<SendRequest>;

/** Plays a vendor: delivers one of its examples, about a new subject, over the network. */
export async function send(
  request: SendRequest,
  endpoints: Endpoints,
  forged: ForgedCredentials,
): Promise<ActionResponse> {
  const { kind } = request;
  const source = parseSourceId(request.source);
  const simulator = await loadSimulator(source);
  const example = simulator.about(readExample(source, request.example), randomUUID());
  // Authentic, and without the fields that name a notification.
  const body = kind === "broken" ? { note: `about nothing: ${randomUUID()}` } : example;
  const own = localTarget(source, endpoints);
  const target = kind === "forged" ? { ...own, vendorSide: forged.of(source, simulator) } : own;
  const deliver = async () => (await deliverOnce(simulator, target, body)).status;
  try {
    const first = await deliver();
    if (kind !== "repeated") return { ok: true, text: `Delivered once, answered ${first}.` };
    return { ok: true, text: `Delivered twice, answered ${first} and ${await deliver()}.` };
  } catch (error) {
    return { ok: false, text: `The intake did not answer (${nameOfFault(error)}).` };
  }
}
