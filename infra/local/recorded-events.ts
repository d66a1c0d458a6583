import { X509Certificate } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { vendors } from "../../functions/vendors.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createSourceEvent } from "../http-api/http-api-event.ts";
import { mutualTlsScheme } from "../settings/source-authentication.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";
import { writePrivateFile } from "./private-file.ts";

interface VendorsSide {
  readonly secrets: Endpoints["secrets"];
  /** In PEM. */
  readonly clientCertificate: string;
}

/** An API Gateway event for each source, signed now. Returns a function that removes these credentials. */
export async function writeRecordedEvents(directory: string, side: VendorsSide): Promise<() => void> {
  const folder = join(directory, "events");
  mkdirSync(folder, { recursive: true });
  for (const source of vendors) {
    const event = await createRecordedEvent(source, side, new Date());
    writePrivateFile(join(folder, `${source.id}.json`), event);
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

async function createRecordedEvent(source: (typeof vendors)[number], side: VendorsSide, now: Date) {
  const { createRequest, defaultExample } = await loadSimulator(source.id);
  const example = readExample(source.id, defaultExample);
  const request = await createRequest(example, side.secrets[source.id], now);
  const isBound = mutualTlsScheme(source) !== undefined;
  const clientCertificate = isBound ? new X509Certificate(side.clientCertificate).raw : undefined;
  return createSourceEvent(source, request, { sourceAddress: "127.0.0.1", clientCertificate }, now);
}
