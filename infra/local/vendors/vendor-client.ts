import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type SourceId, sources } from "../../../functions/sources.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { Vendor } from "../../../lib/vendor.ts";
import { projectDirectory } from "../../project.ts";
import type { Endpoints } from "../endpoints.ts";
import { type ClientTls, type HttpAnswer, post } from "./post.ts";

/** Where a vendor sends, and with what. */
export interface VendorTarget {
  /** The address that the vendor was given. */
  readonly address: string;
  readonly held: unknown;
  readonly tls: ClientTls;
}

/** The local intake as one vendor knows it: a source that knows client certificates is served over mutual TLS alone. */
export function localTarget(id: SourceId, endpoints: Endpoints): VendorTarget {
  const source = sources.find((one) => one.id === id);
  const path = source?.routes[0] ?? "";
  const held = endpoints.secrets[id];
  if (!source?.schemeNames.includes("clientCertificate"))
    return { address: `${endpoints.http}${path}`, held, tls: {} };
  const read = (file: string) => readFileSync(resolve(projectDirectory, file));
  const { ca, client, clientKey } = endpoints.certificates;
  return {
    address: `${endpoints.mutualTls}${path}`,
    held,
    tls: { ca: read(ca), cert: read(client), key: read(clientKey) },
  };
}

/** One attempt of a vendor to deliver a body, and the address that it used. */
export async function deliverOnce(
  vendor: Vendor,
  target: VendorTarget,
  body: JsonObject,
): Promise<HttpAnswer & { readonly url: string }> {
  const request = await vendor.createRequest(body, target.held, new Date());
  const url = `${target.address}${request.path}`;
  return { url, ...(await post(url, request.headers, request.body, target.tls)) };
}
