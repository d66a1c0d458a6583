import { X509Certificate } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createSourceEvent } from "../http-api/http-api-event.ts";
import { mutualTlsScheme } from "../settings/source-authentication.ts";
import { findVendor, loadSimulator, readExample } from "../simulators/simulators.ts";
import { writePrivateFile } from "./private-file.ts";
import type { Topology } from "./stack/topology.ts";

/** An API Gateway event for each source, signed now. Returns a function that removes these credentials. */
export async function writeRecordedEvents(
  directory: string,
  { sources }: Pick<Topology, "sources">,
  secrets: Endpoints["secrets"],
  clientPem: string,
): Promise<() => void> {
  const folder = join(directory, "events");
  mkdirSync(folder, { recursive: true });
  const now = new Date();
  for (const { id, vendor } of sources) {
    const source = findVendor(vendor).source(id);
    const { createRequest, defaultExample } = await loadSimulator(vendor);
    const request = await createRequest(readExample(vendor, defaultExample), secrets[id], now);
    const clientCertificate = mutualTlsScheme(source) ? new X509Certificate(clientPem).raw : undefined;
    const caller = { sourceAddress: "127.0.0.1", clientCertificate };
    writePrivateFile(join(folder, `${id}.json`), createSourceEvent(source, request, caller, now));
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
