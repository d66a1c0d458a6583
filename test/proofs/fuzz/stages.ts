import { type SourceId, vendors } from "../../../functions/vendors.ts";
import { createHttpApiEvent } from "../../../infra/http-api/http-api-event.ts";
import { matchRoute, routesOf } from "../../../infra/http-api/routes.ts";
import { readHttpApiEvent, writeHttpApiResponse } from "../../../lib/aws/handlers/http-api-event.ts";
import type { QueueMessage } from "../../../lib/intake/ports.ts";
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
import { type StageName, settingsOf, stageNames } from "./settings.ts";

export type Outcome =
  | { readonly source: undefined; readonly status: 404 }
  | {
      readonly source: SourceId;
      readonly status: number;
      readonly headers: Readonly<Record<string, unknown>>;
      readonly body: string;
      readonly receipt: Receipt;
    };

/** All that a stage stored, of all sources. */
export interface Stored {
  readonly events: readonly QueueMessage[];
  readonly quarantined: readonly QueueMessage[];
  readonly keys: readonly string[];
}

export type Stages = Awaited<ReturnType<typeof createStages>>;
export type Stage = Awaited<ReturnType<typeof createStage>>;

/** Made once and cleared after every delivery, because making them is slow. */
export async function createStages(change: (source: Vendor) => Vendor = (source) => source) {
  const created = stageNames.map(async (name) => [name, await createStage(name, change)] as const);
  const stages = new Map(await Promise.all(created));
  return (name: StageName): Stage => {
    const stage = stages.get(name);
    if (!stage) throw new Error(`there is no stage ${name}`);
    return stage;
  };
}

const routes = vendors.flatMap(routesOf);

/** The whole intake with one stage's settings, over memory. */
async function createStage(name: StageName, change: (source: Vendor) => Vendor) {
  const harnesses = new Map<string, VendorHarness>(
    vendors.map((source) => {
      const authentication = settingsOf(name, source);
      const usable = storedSecrets[source.id] ?? otherVendors.get(source.id)?.secrets ?? [];
      // This stage rotates to an unusable value. The previous values serve on.
      const secrets = name === "byAll" && usable.length > 0 ? ["user:password", ...usable] : usable;
      return [
        source.id,
        createVendorHarness(change(source), { authentication, secrets, ...startOf(source.id) }),
      ];
    }),
  );
  const all = [...harnesses.values()];
  return {
    post: (request: Request) => post(request, harnesses),
    stored: (): Stored => ({
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
function startOf(source: SourceId): { readonly start?: string } {
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
      refusals.set(`${source} ${response.status}`, writeResponse(response.headers, response.body));
    }
  return refusals;
}

/** The response as one text, to compare and search. */
export function writeResponse(headers: Readonly<Record<string, unknown>>, body: string): string {
  return JSON.stringify([headers, body]);
}

/** As the gateway: finds the route, builds the event, calls the function. */
async function post(request: Request, harnesses: ReadonlyMap<string, VendorHarness>): Promise<Outcome> {
  const [path = "/", query = ""] = request.target.split("?", 2);
  const match = matchRoute(routes, request.method, path);
  const source = vendors.find(({ id }) => id === match?.functionId)?.id;
  const harness = source && harnesses.get(source);
  if (!match || !harness) return { source: undefined, status: 404 };
  const now = harness.clock.now();
  const event = createHttpApiEvent({ ...connectionOf(request), match, path, query }, now);
  const { response, receipt } = await harness.deliver(readHttpApiEvent(event, now));
  const { statusCode = 0, headers = {}, body = "" } = writeHttpApiResponse(response);
  return { source, status: statusCode, headers, body, receipt };
}

function connectionOf({ method, headers, body, sourceAddress, certificate }: Request) {
  return {
    method,
    protocol: "HTTP/1.1",
    headers: withoutPadding(headers),
    body: body.bytes,
    sourceAddress,
    clientCertificate: certificate && certificates[certificate].raw,
  };
}

function clear({ eventQueue, quarantineQueue, table }: VendorHarness): void {
  for (const list of [eventQueue.messages, quarantineQueue.messages]) list.length = 0;
  for (const calls of [eventQueue.calls, quarantineQueue.calls, table.calls]) calls.length = 0;
  table.items.clear();
  table.seen.clear();
}
