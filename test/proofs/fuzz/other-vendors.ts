import { type VendorId, vendors } from "../../../functions/vendors.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import { createClock } from "../../support/clock.ts";
import { membersOf, writtenAs } from "./members.ts";
import { storedSecrets } from "./secrets.ts";

export type MadeRequest = Awaited<ReturnType<typeof playVendor>>["requests"][number];

const { now } = createClock();
const others = vendors.filter(({ id }) => !Object.hasOwn(storedSecrets, id));

/** Vendors unknown to this folder. */
export const otherVendors: ReadonlyMap<VendorId, Awaited<ReturnType<typeof playVendor>>> = new Map(
  await Promise.all(others.map(async (source) => [source.id, await playVendor(source)] as const)),
);

/** Its simulator makes requests with the current and the previous credentials, and with a stranger's. */
async function playVendor({ id, routes }: (typeof vendors)[number]) {
  const simulator = await loadSimulator(id);
  const sides = [0, 1, 2].map(() => simulator.createCredentials());
  const requests = listExamples(id).flatMap((name) =>
    sides.map(async ({ vendorSide }, index) => {
      const { path, headers, body } = await simulator.createRequest(readExample(id, name), vendorSide, now());
      return {
        /** The path at the vendor's address. */
        target: `${routes[0]}${path}`,
        headers: Object.entries(headers),
        body: { ...writtenAs(body, membersOf(body)), kind: "published" as const },
        isGenuine: index < 2,
      };
    }),
  );
  const secrets = sides.slice(0, 2).map(({ ourSide }) => ourSide);
  return { simulator, secrets, requests: await Promise.all(requests) };
}
