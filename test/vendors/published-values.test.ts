import { expect, it } from "vitest";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { withValue } from "../support/examples.ts";
import { playedSources } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";

const listed = playedSources.flatMap((source) =>
  Object.values(source.fields.entries)
    .filter(({ values }) => values.length > 0)
    .map(({ path }) => ({ source, id: source.id, field: path.join("."), path })),
);

it.each(listed)("$id flags a value of $field that is not published", async ({ source, path, field }) => {
  const simulator = await loadSimulator(source.id);
  const { ourSide, vendorSide } = simulator.createCredentials();
  const body = withValue(readExample(source.id, simulator.defaultExample), path, "unheard-of");
  const harness = createVendorHarness(source, { secrets: [ourSide], start: "2018-10-16T09:30:00Z" });
  const { headers, body: sent } = await simulator.createRequest(body, vendorSide, harness.clock.now());
  await harness.deliver({ headers, body: sent });
  const [event] = harness.events();
  expect(event?.data.flags).toContainEqual({ code: "unknown_value", field });
});
