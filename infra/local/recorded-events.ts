import { X509Certificate } from "node:crypto";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as v from "valibot";
import { type SourceId, vendors } from "../../functions/vendors.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { createSourceEvent } from "../http-api/http-api-event.ts";
import { mutualTlsScheme } from "../settings/source-authentication.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";

/** What the vendors hold: credentials by source, and the client certificate in PEM. */
interface VendorsSide {
  readonly secrets: Endpoints["secrets"];
  readonly clientCertificate: string;
}

const boundEvent = v.object({
  requestContext: v.object({
    authentication: v.object({ clientCert: v.object({ clientCertPem: v.string() }) }),
  }),
});

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
  const isBound = mutualTlsScheme(source) !== undefined;
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

/** Matches no certificate. */
const noFingerprint = "00".repeat(32);

/** SHA-256 of the client certificate that the events in `DIRECTORY/events` show, for the pins of sources bound to one. */
export function recordedClientFingerprint(directory: string): string {
  const files = globSync(join(directory, "events", "*.json"));
  const bound = files.map((file): unknown => JSON.parse(readFileSync(file, "utf8")));
  const { success, output } = v.safeParse(
    boundEvent,
    bound.find((event) => v.is(boundEvent, event)),
  );
  if (!success) return noFingerprint;
  return new X509Certificate(output.requestContext.authentication.clientCert.clientCertPem).fingerprint256;
}
