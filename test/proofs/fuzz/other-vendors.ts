import { type SourceId, vendors } from "../../../functions/vendors.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import { createClock } from "../../support/clock.ts";
import { membersOf } from "./members.ts";
import type { Request } from "./request.ts";
import { stageSettings } from "./settings.ts";

export type PlayedRequest = Pick<Request, "ownTarget" | "headers" | "proves" | "body">;

/** A vendor unknown to this folder. Its simulator makes requests with the current and the previous credentials, and with a stranger's. */
interface OtherVendor {
  readonly simulator: Simulator;
  readonly secrets: readonly Readonly<Record<string, string>>[];
  readonly requests: readonly PlayedRequest[];
}

const { now } = createClock();
const others = vendors.filter(({ id }) => !Object.hasOwn(stageSettings.byDefault, id));

export const otherVendors: ReadonlyMap<SourceId, OtherVendor> = new Map(
  await Promise.all(others.map(async (source) => [source.id, await playVendor(source)] as const)),
);

async function playVendor({ id, routes }: (typeof vendors)[number]): Promise<OtherVendor> {
  const simulator = await loadSimulator(id);
  const play = (vendorSide: unknown, isGenuine: boolean) =>
    listExamples(id).map(async (name): Promise<PlayedRequest> => {
      const request = await simulator.createRequest(readExample(id, name), vendorSide, now());
      return {
        ownTarget: `${routes[0]}${request.path}`,
        headers: Object.entries(request.headers),
        proves: () => isGenuine,
        body: { bytes: Buffer.from(request.body), members: membersOf(request.body), kind: "published" },
      };
    });
  const own = [simulator.createCredentials(), simulator.createCredentials()];
  const requests = [
    ...own.flatMap(({ vendorSide }) => play(vendorSide, true)),
    ...play(simulator.createCredentials().vendorSide, false),
  ];
  return { simulator, secrets: own.map(({ ourSide }) => ourSide), requests: await Promise.all(requests) };
}
