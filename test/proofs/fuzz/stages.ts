import { type VendorId, vendors } from "../../../functions/vendors.ts";
import { createHttpApiEvent } from "../../../infra/http-api/http-api-event.ts";
import { matchRoute, routesOf } from "../../../infra/http-api/routes.ts";
import { readHttpApiEvent } from "../../../lib/aws/handlers/http-api-event.ts";
import type { HttpResponse } from "../../../lib/delivery/response.ts";
import type { Receipt } from "../../../lib/intake/receipt.ts";
import { maxBodyBytes } from "../../../lib/intake/receive.ts";
import type { Vendor } from "../../../lib/source/define-vendor.ts";
import type { DeliveryParts } from "../../support/deliveries.ts";
import type { MemoryTable } from "../../support/memory-stores.ts";
import { createVendorHarness, type VendorHarness } from "../../support/vendor-harness.ts";
import { withoutPadding } from "./incoming-headers.ts";
import { otherVendors } from "./other-vendors.ts";
import type { Request } from "./requests.ts";
import { certificates, storedSecrets } from "./secrets.ts";
import { settingsOf, stageSettings } from "./settings.ts";

/** The gateway's own answer has no receipt. */
export interface Outcome extends HttpResponse {
  readonly source: VendorId | undefined;
  readonly receipt?: Receipt;
}

export type Stages = Awaited<ReturnType<typeof createStages>>;
export type Stage = Awaited<ReturnType<typeof createStage>>;
/** All that a stage stored, of all sources. */
export type Stored = ReturnType<Stage["stored"]>;

/** Made once and cleared after every delivery, because making them is slow. */
export async function createStages(change: (source: Vendor) => Vendor = (source) => source) {
  const created = Object.keys(stageSettings).map(
    async (name) => [name, await createStage(name, change)] as const,
  );
  return new Map(await Promise.all(created));
}

const routes = vendors.flatMap(routesOf);

/** The whole intake with one stage's settings, over memory. */
async function createStage(name: string, change: (source: Vendor) => Vendor) {
  const harnesses = new Map<string, VendorHarness>(
    vendors.map((source) => {
      const { id } = source;
      const usable = storedSecrets[id] ?? otherVendors.get(id)?.secrets ?? [];
      // This stage rotates to an unusable value. The previous values serve on.
      const secrets = name === "byAll" && usable.length > 0 ? ["user:password", ...usable] : usable;
      const options = { authentication: settingsOf(name, id), secrets, ...startOf(id) };
      return [id, createVendorHarness(change(source), options)];
    }),
  );
  const all = [...harnesses.values()];
  return {
    post: (request: Request) => post(request, harnesses),
    stored: () => ({
      events: all.flatMap(({ eventQueue }) => eventQueue.messages),
      quarantined: all.flatMap(({ quarantineQueue }) => quarantineQueue.messages),
      keys: all.flatMap(({ table }) => [...table.items.keys(), ...seenIds(table)]),
    }),
    clear: () => all.forEach(clear),
    /** A refused sender gets only a plain stranger's response. */
    refusals: await askForRefusals(harnesses),
  };
}

/** pipwave's timestamps need a clock minutes after its samples. */
function startOf(source: VendorId): { readonly start?: string } {
  return source === "pipwave" ? { start: "2018-10-16T07:18:20.000Z" } : {};
}

/** The table's ids of partly signed bodies. */
function seenIds({ seen }: MemoryTable): string[] {
  return [...seen.values()].flatMap(({ signatures }) => signatures.map(({ id }) => id));
}

/** From elsewhere, from the right place, and one too large. */
const strangers: readonly DeliveryParts[] = [
  { sourceAddress: "203.0.113.7" },
  { sourceAddress: "192.0.2.10", clientCertificate: certificates.own.toString() },
  { body: Buffer.alloc(maxBodyBytes + 1) },
];

async function askForRefusals(harnesses: ReadonlyMap<string, VendorHarness>): Promise<Map<string, string>> {
  const refusals = new Map<string, string>();
  for (const [source, harness] of harnesses)
    for (const parts of strangers) {
      const { response } = await harness.deliver(parts);
      refusals.set(`${source} ${response.status}`, writeResponse(response));
    }
  return refusals;
}

/** The response as one text, to compare and search. */
export function writeResponse({ status, headers, body }: HttpResponse): string {
  return JSON.stringify([status, headers, body]);
}

/** As the gateway: finds the route, builds the event, calls the function. */
async function post(request: Request, harnesses: ReadonlyMap<string, VendorHarness>): Promise<Outcome> {
  const { method, target, sourceAddress, certificate } = request;
  const [path = "/", query = ""] = target.split("?", 2);
  const match = matchRoute(routes, method, path);
  const source = vendors.find(({ id }) => id === match?.functionId)?.id;
  const harness = source && harnesses.get(source);
  if (!match || !harness) return { source: undefined, status: 404, headers: {}, body: "" };
  const now = harness.clock.now();
  const connection = { protocol: "HTTP/1.1", sourceAddress, clientCertificate: certificate?.raw };
  const [headers, body] = [withoutPadding(request.headers), request.body.bytes];
  const call = { ...connection, method, match, path, query, headers, body };
  const { response, receipt } = await harness.deliver(readHttpApiEvent(createHttpApiEvent(call, now), now));
  return { ...response, source, receipt };
}

function clear({ eventQueue, quarantineQueue, table, calls }: VendorHarness): void {
  for (const list of [eventQueue.messages, quarantineQueue.messages, calls]) list.length = 0;
  table.items.clear();
  table.seen.clear();
}
