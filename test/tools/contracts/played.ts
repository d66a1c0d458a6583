import type { SourceId } from "../../../functions/vendors.ts";
import { matchRoute, routesOf } from "../../../infra/http-api/routes.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Vendor } from "../../../lib/source/define-vendor.ts";
import type { DeliveryParts } from "../../support/deliveries.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import {
  createVendorHarness,
  type HarnessOptions,
  type VendorHarness,
} from "../../support/vendor-harness.ts";

export const everyExample = playedSources.flatMap((source) =>
  listExamples(source.id).map((example) => ({ source, id: source.id, example })),
);

async function createPlay(
  source: Vendor & { readonly id: SourceId },
  body: JsonObject,
  options: Partial<HarnessOptions> = {},
): Promise<{ readonly harness: VendorHarness; readonly parts: DeliveryParts }> {
  const simulator = await loadSimulator(source.id);
  const { ourSide, vendorSide } = simulator.createCredentials();
  const request = await simulator.createRequest(body, vendorSide, new Date("2026-11-21T09:30:00Z"));
  const match = matchRoute(routesOf(source), "POST", `${source.routes[0]}${request.path}`);
  return {
    harness: createVendorHarness(source, { secrets: [ourSide], ...options }),
    parts: { headers: request.headers, body: request.body, pathParameters: match?.pathParameters ?? {} },
  };
}

/** An example's message from the real pipeline. */
export async function playExample(source: Vendor & { readonly id: SourceId }, example: string) {
  const { harness, parts } = await createPlay(source, readExample(source.id, example));
  const { response } = await harness.deliver(parts);
  const [message] = harness.eventQueue.messages;
  if (!message) throw new Error(`${source.id}/${example} became no event`);
  return { response, message };
}
