import { type VendorId, vendors } from "../../../functions/vendors.ts";
import type { HeaderLine } from "../../../infra/http-api/http-api-event.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import { createClock } from "../../support/clock.ts";
import { type Member, membersOf } from "./members.ts";
import { storedSecrets } from "./secrets.ts";

/** Vendors unknown to this folder. Their `vendor.ts` makes requests with the current and the previous credentials, and with a stranger's. */
interface OtherVendor {
  readonly simulator: Simulator;
  readonly secrets: readonly Readonly<Record<string, string>>[];
  readonly requests: readonly MadeRequest[];
}

export interface MadeRequest {
  /** The path at the vendor's address. */
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  readonly bytes: Buffer;
  readonly members: readonly Member[];
  readonly isGenuine: boolean;
}

const { now } = createClock();
const others = vendors.filter(({ id }) => !Object.hasOwn(storedSecrets, id));

export const otherVendors: ReadonlyMap<VendorId, OtherVendor> = new Map(
  await Promise.all(others.map(async (source) => [source.id, await playVendor(source)] as const)),
);

async function playVendor({ id, routes }: (typeof vendors)[number]): Promise<OtherVendor> {
  const simulator = await loadSimulator(id);
  const [current, previous, stranger] = [0, 1, 2].map(() => simulator.createCredentials());
  if (!current || !previous || !stranger) throw new Error("there are three of them");
  const make = async (body: JsonObject, vendorSide: unknown, isGenuine: boolean): Promise<MadeRequest> => {
    const request = await simulator.createRequest(body, vendorSide, now());
    return {
      target: `${routes[0]}${request.path}`,
      headers: Object.entries(request.headers),
      bytes: Buffer.from(request.body, "utf8"),
      members: membersOf(request.body),
      isGenuine,
    };
  };
  const requests = listExamples(id)
    .map((name) => readExample(id, name))
    .flatMap((body) => [
      make(body, current.vendorSide, true),
      make(body, previous.vendorSide, true),
      make(body, stranger.vendorSide, false),
    ]);
  return { simulator, secrets: [current.ourSide, previous.ourSide], requests: await Promise.all(requests) };
}
