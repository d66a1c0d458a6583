import { randomUUID } from "node:crypto";
import { type SourceId, vendors } from "../../../functions/vendors.ts";
import { createHttpApiEvent } from "../../../infra/local/gateway/http-api-request.ts";
import { matchRoute } from "../../../infra/local/gateway/routes.ts";
import { loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";

export type HttpApiEvent = ReturnType<typeof createHttpApiEvent>;

const routes = vendors.flatMap(({ id, routes: paths }) =>
  paths.map((path) => ({ key: `POST ${path}`, method: "POST", path, functionId: id })),
);

/** The vendor of a source, and what its secret holds. */
export interface Sender {
  readonly secret: string;
  /** So many new notifications, as API Gateway hands them over. */
  readonly create: (count: number, change?: (body: JsonObject) => JsonObject) => Promise<HttpApiEvent[]>;
  /** As many from somebody with other credentials. */
  readonly forge: (count: number) => Promise<HttpApiEvent[]>;
}

export async function createSender(source: SourceId): Promise<Sender> {
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
    create: createWith(own.vendorSide),
    forge: createWith(another.vendorSide),
  };
}

/** The same notification in another delivery. */
export function repeat(event: HttpApiEvent): HttpApiEvent {
  return { ...event, requestContext: { ...event.requestContext, requestId: randomUUID() } };
}

async function createEvent(source: SourceId, simulator: Simulator, body: JsonObject, vendorSide: unknown) {
  const now = new Date();
  const { path: below, headers, body: text } = await simulator.createRequest(body, vendorSide, now);
  const path = `/${source}${below}`;
  const match = matchRoute(routes, "POST", path);
  if (!match) throw new Error(`no source takes ${path}`);
  const bytes = Buffer.from(text, "utf8");
  const caller = { sourceAddress: "192.0.2.1", clientCertificate: undefined };
  const lines = Object.entries(headers);
  const request = {
    match,
    method: "POST",
    path,
    query: "",
    protocol: "HTTP/1.1",
    headers: lines,
    body: bytes,
  };
  return createHttpApiEvent({ ...request, ...caller }, now);
}
