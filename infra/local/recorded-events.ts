import { X509Certificate } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type SourceId, vendors } from "../../functions/vendors.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createSourceEvent } from "../http-api/http-api-event.ts";
import { clientCertificateScheme } from "../settings/settings.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";

/** What the vendors hold: credentials by source, and the client certificate in PEM. */
interface VendorsSide {
  readonly secrets: Endpoints["secrets"];
  readonly clientCertificate: string;
}

/** Each vendor's example as API Gateway hands it to a function, signed now: a vendor's signature may hold the time. */
export async function createRecordedEvents(
  side: VendorsSide,
  now: Date,
): Promise<ReadonlyMap<SourceId, APIGatewayProxyEventV2>> {
  const events = vendors.map(
    async (source) => [source.id, await createRecordedEvent(source, side, now)] as const,
  );
  return new Map(await Promise.all(events));
}

async function createRecordedEvent(source: (typeof vendors)[number], side: VendorsSide, now: Date) {
  const { createRequest, defaultExample } = await loadSimulator(source.id);
  const example = readExample(source.id, defaultExample);
  const request = await createRequest(example, side.secrets[source.id], now);
  const isBound = source.schemeNames.includes(clientCertificateScheme);
  const clientCertificate = isBound ? new X509Certificate(side.clientCertificate).raw : undefined;
  return createSourceEvent(source, request, { sourceAddress: "127.0.0.1", clientCertificate }, now);
}

/** Writes them to `DIRECTORY/events`, readable by their owner alone: they hold credentials. Returns what removes them. */
export async function writeRecordedEvents(directory: string, side: VendorsSide): Promise<() => void> {
  const folder = join(directory, "events");
  mkdirSync(folder, { recursive: true });
  for (const [id, event] of await createRecordedEvents(side, new Date()))
    writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(event, null, 2)}\n`, { mode: 0o600 });
  return () => rmSync(folder, { recursive: true, force: true });
}
