import { X509Certificate } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { vendors } from "../../functions/vendors.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createSourceEvent } from "../http-api/http-api-event.ts";
import { mutualTlsScheme } from "../settings/source-authentication.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";
import { writePrivateFile } from "./private-file.ts";

/** An API Gateway event for each source, signed now. Returns a function that removes these credentials. */
export async function writeRecordedEvents(
  directory: string,
  secrets: Endpoints["secrets"],
  clientPem: string,
): Promise<() => void> {
  const folder = join(directory, "events");
  mkdirSync(folder, { recursive: true });
  const now = new Date();
  for (const source of vendors) {
    const { createRequest, defaultExample } = await loadSimulator(source.id);
    const example = readExample(source.id, defaultExample);
    const request = await createRequest(example, secrets[source.id], now);
    const clientCertificate = mutualTlsScheme(source) ? new X509Certificate(clientPem).raw : undefined;
    const caller = { sourceAddress: "127.0.0.1", clientCertificate };
    writePrivateFile(join(folder, `${source.id}.json`), createSourceEvent(source, request, caller, now));
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
