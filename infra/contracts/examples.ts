import type { SourceId } from "../../functions/vendors.ts";
import { createDelivery, type Proven } from "../../lib/delivery/delivery.ts";
import type { HttpResponse } from "../../lib/delivery/response.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  stringifyJson,
  textOf,
} from "../../lib/json/json.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import { restoreDelivery } from "../../lib/source/quarantine.ts";
import { matchRoute, routesOf } from "../http-api/routes.ts";
import { listExamples, loadSimulator, readExample } from "../simulators/simulators.ts";

/** A published example of a vendor, and what becomes of it. */
export interface PublishedExample {
  readonly name: string;
  readonly body: JsonObject;
  /** Out of the address that the vendor uses. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly event: JsonValue;
  /** The success that the vendor gets. */
  readonly response: HttpResponse;
}

/** Every run has to write the same, so nothing is as it really would be: neither the time nor the ids of the delivery. */
const fixed = {
  id: "example",
  correlationId: "example",
  receivedAt: new Date("2026-11-21T09:30:00.000Z"),
  signatureDigest: "example",
};

export async function readExamples(source: Vendor & { readonly id: SourceId }): Promise<PublishedExample[]> {
  const { createRequest, createCredentials } = await loadSimulator(source.id);
  const { vendorSide } = createCredentials();
  const examples = listExamples(source.id).map(async (name) => {
    const body = readExample(source.id, name);
    // What is signed is another text in every run, but no credential gets into the event.
    const request = await createRequest(body, vendorSide, fixed.receivedAt);
    const sent = parseJson(Buffer.from(request.body));
    return {
      name,
      body,
      ...interpretExample(source, sent.ok && isJsonObject(sent.value) ? sent.value : body, request.path),
      response: acknowledge(source, stringifyJson(body)),
    };
  });
  return Promise.all(examples);
}

/** The success for a body that is not even JSON: whatever differs from the others comes out of the body. */
export function acknowledgeUnreadable(source: Vendor): HttpResponse {
  return acknowledge(source, "");
}

function interpretExample(source: Vendor, body: JsonObject, below: string) {
  const path = `${source.routes[0]}${below}`;
  const { pathParameters = {} } = matchRoute(routesOf(source), "POST", path) ?? {};
  const delivery = restoreDelivery({
    id: fixed.id,
    issues: [],
    source: source.id,
    recordedtime: fixed.receivedAt.toISOString(),
    correlationid: fixed.correlationId,
    delivery: {
      id: fixed.id,
      pathParameters,
      body: Buffer.from(stringifyJson(body)).toString("base64"),
      proven: provenBy(source, body),
    },
  });
  const { message } = source.interpret(delivery);
  const reading = parseJson(Buffer.from(message));
  return { pathParameters, event: reading.ok ? reading.value : null };
}

/** What a signature over these values proves. */
export function provenBy({ signedFields }: Vendor, body: JsonObject): Proven {
  if (signedFields.length === 0) return {};
  const values = signedFields.map((field) => [field, textOf(body[field]) ?? ""]);
  return { signature: { digest: fixed.signatureDigest, values: Object.fromEntries(values) } };
}

function acknowledge(source: Vendor, body: string): HttpResponse {
  const { id, correlationId, receivedAt } = fixed;
  const request = { id, correlationId, receivedAt, pathParameters: {}, headers: {}, sourceAddress: "" };
  return source.acknowledge(createDelivery({ ...request, body: Buffer.from(body) }));
}
