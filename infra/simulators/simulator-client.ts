import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { JsonObject } from "../../lib/json/json.ts";
import type { SimulatedRequest, Simulator } from "../../lib/source/simulator.ts";
import { UsageError } from "../command-line/usage-error.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { projectDirectory } from "../project.ts";
import { type ClientTls, post } from "./post.ts";

export interface VendorTarget {
  readonly address: string;
  readonly vendorSide: unknown;
  readonly tls: ClientTls;
}

/** @throws UsageError for a source that the local intake does not have. */
export function localSource(id: string, { sources }: Pick<Endpoints, "sources">) {
  const source = Object.hasOwn(sources, id) ? sources[id] : undefined;
  if (source) return source;
  throw new UsageError(`there is no source "${id}": choose one of ${Object.keys(sources).join(", ")}`);
}

/** Mutual TLS if the vendor supports it, else TLS where served. */
export function localTarget(id: string, endpoints: Endpoints): VendorTarget {
  const { http, tls, mutualTls, certificates } = endpoints;
  const { url } = localSource(id, endpoints);
  const vendorSide = endpoints.secrets[id];
  const read = (file: string) => readFileSync(resolve(projectDirectory, file));
  const isMutual = url.startsWith(mutualTls);
  const address = isMutual ? url : url.replace(http, tls ?? http);
  const ca = isMutual || tls ? { ca: read(certificates.ca) } : {};
  const own = isMutual ? { cert: read(certificates.client), key: read(certificates.clientKey) } : {};
  return { address, vendorSide, tls: { ...ca, ...own } };
}

export async function deliverOnce(simulator: Simulator, target: VendorTarget, body: JsonObject) {
  return sendRequest(target, await simulator.createRequest(body, target.vendorSide, new Date()));
}

type Sendable = Omit<SimulatedRequest, "body"> & { readonly body: string | Buffer };

/** Resends these bytes, as an attacker who read them could. */
export function sendRequest({ address, tls }: VendorTarget, { path, headers, body }: Sendable) {
  return post(`${address}${path}`, headers, body, tls);
}
