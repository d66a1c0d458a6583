import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type SourceId, vendors } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import type { SimulatedRequest, Simulator } from "../../lib/source/simulator.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { projectDirectory } from "../project.ts";
import { type ClientTls, post } from "./post.ts";

export interface VendorTarget {
  readonly address: string;
  readonly vendorSide: unknown;
  readonly tls: ClientTls;
}

/** Mutual TLS if the vendor supports it, else TLS where served. */
export function localTarget(id: SourceId, endpoints: Endpoints): VendorTarget {
  const source = vendors.find((vendor) => vendor.id === id);
  const path = source?.routes[0] ?? "";
  const vendorSide = endpoints.secrets[id];
  const { http, tls, mutualTls, certificates } = endpoints;
  const read = (file: string) => readFileSync(resolve(projectDirectory, file));
  const schemes = Object.values(source?.schemes ?? {});
  const isMutual = schemes.some(({ needs }) => needs === "mutual-tls");
  const address = `${isMutual ? mutualTls : (tls ?? http)}${path}`;
  const ca = isMutual || tls ? { ca: read(certificates.ca) } : {};
  const own = isMutual ? { cert: read(certificates.client), key: read(certificates.clientKey) } : {};
  return { address, vendorSide, tls: { ...ca, ...own } };
}

export async function deliverOnce(simulator: Simulator, target: VendorTarget, body: JsonObject) {
  return sendRequest(target, await simulator.createRequest(body, target.vendorSide, new Date()));
}

/** Resends these bytes, as an attacker who read them could. */
export function sendRequest({ address, tls }: VendorTarget, { path, headers, body }: SimulatedRequest) {
  return post(`${address}${path}`, headers, body, tls);
}
