import { X509Certificate } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createSourceEvent } from "../http-api/http-api-event.ts";
import { mutualTlsScheme } from "../settings/source-authentication.ts";
import { findVendor, loadSimulator, readExample } from "../simulators/simulators.ts";
import { writePrivateFile } from "./private-file.ts";
import type { Topology } from "./stack/topology.ts";

interface VendorsSide {
  readonly secrets: Endpoints["secrets"];
  /** In PEM. */
  readonly clientCertificate: string;
}

/** An API Gateway event for each source, signed now. Returns a function that removes these credentials. */
export async function writeRecordedEvents(
  directory: string,
  { sources }: Pick<Topology, "sources">,
  side: VendorsSide,
): Promise<() => void> {
  const folder = join(directory, "events");
  mkdirSync(folder, { recursive: true });
  for (const source of sources) {
    const event = await createRecordedEvent(source, side, new Date());
    writePrivateFile(join(folder, `${source.id}.json`), event);
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

async function createRecordedEvent(
  { id, vendor }: Topology["sources"][number],
  side: VendorsSide,
  now: Date,
) {
  const source = findVendor(vendor).source(id);
  const { createRequest, defaultExample } = await loadSimulator(vendor);
  const request = await createRequest(readExample(vendor, defaultExample), side.secrets[id], now);
  const isBound = mutualTlsScheme(source) !== undefined;
  const clientCertificate = isBound ? new X509Certificate(side.clientCertificate).raw : undefined;
  return createSourceEvent(source, request, { sourceAddress: "127.0.0.1", clientCertificate }, now);
}
