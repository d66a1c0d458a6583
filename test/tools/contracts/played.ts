import type { SourceId } from "../../../functions/vendors.ts";
import { matchRoute } from "../../../infra/local/gateway/routes.ts";
import { listExamples, loadVendor, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Source } from "../../../lib/source/define-vendor.ts";
import type { DeliveryParts } from "../../support/deliveries.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import {
  createSourceHarness,
  type HarnessOptions,
  type SourceHarness,
} from "../../support/vendor-harness.ts";

export const everyExample = playedSources.flatMap((source) =>
  listExamples(source.id).map((example) => ({ source, id: source.id, example })),
);

/** What a vendor sends of a body, with credentials that the harness knows, and the harness. */
export async function createPlay(
  source: Source & { readonly id: SourceId },
  body: JsonObject,
  options: Partial<HarnessOptions> = {},
): Promise<{ readonly harness: SourceHarness; readonly parts: DeliveryParts }> {
  const vendor = await loadVendor(source.id);
  const { stored, held } = vendor.createCredentials();
  const request = await vendor.createRequest(body, held, new Date("2026-11-21T09:30:00Z"));
  const routes = source.routes.map((path) => ({ key: path, method: "POST", path, functionId: source.id }));
  const match = matchRoute(routes, "POST", `${source.routes[0]}${request.path}`);
  return {
    harness: createSourceHarness(source, { secrets: [stored], ...options }),
    parts: { headers: request.headers, body: request.body, pathParameters: match?.pathParameters ?? {} },
  };
}

/** The message that an example becomes in the real pipeline. */
export async function playExample(source: Source & { readonly id: SourceId }, example: string) {
  const { harness, parts } = await createPlay(source, readExample(source.id, example));
  const { response } = await harness.deliver(parts);
  const [message] = harness.eventQueue.messages;
  if (!message) throw new Error(`${source.id}/${example} became no event`);
  return { response, message };
}
