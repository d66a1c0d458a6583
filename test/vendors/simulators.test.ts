import { expect, it } from "vitest";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { playedSources } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";

const secretSchemes = playedSources.flatMap((source) =>
  Object.entries(source.schemes)
    .filter(([, { needs }]) => needs === "secret")
    .map(([scheme]) => ({ source, id: source.id, scheme })),
);

// Operator and `npm run send` use the same file (docs/operating.md, section 1).
it.each(secretSchemes)(
  "$id's $scheme is played with the stored secret, unless the vendor signs with a private key",
  async ({ source, id, scheme }) => {
    const authentication = { [scheme]: {} };
    const simulator = await loadSimulator(id);
    const { ourSide, vendorSide } = simulator.createCredentials(authentication);
    const credentials = Object.hasOwn(ourSide, "publicKey") ? vendorSide : ourSide;
    const harness = createVendorHarness(source, { secrets: [ourSide], authentication });
    const example = readExample(id, simulator.defaultExample);
    const { headers, body } = await simulator.createRequest(example, credentials, harness.clock.now());
    expect((await harness.deliver({ headers, body })).receipt.outcome).toBe("accepted");
  },
);
