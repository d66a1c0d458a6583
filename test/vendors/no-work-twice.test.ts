import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import type { vendors } from "../../functions/vendors.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { playedSources } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";

/** Counts reads of the secret. */
function countReads(ourSide: Readonly<Record<string, string>>) {
  const secret = {};
  let reads = 0;
  for (const [name, value] of Object.entries(ourSide)) {
    const get = () => {
      reads += 1;
      return value;
    };
    Object.defineProperty(secret, name, { enumerable: true, get });
  }
  return { secret, reads: () => reads };
}

async function setUp(source: (typeof vendors)[number]) {
  const simulator = await loadSimulator(source.id);
  const { ourSide, vendorSide } = simulator.createCredentials();
  const { secret, reads } = countReads(ourSide);
  const harness = createVendorHarness(source, { secrets: [secret] });
  const example = readExample(source.id, simulator.defaultExample);
  const send = async () => {
    const body = simulator.about(example, randomUUID());
    const { headers, body: text } = await simulator.createRequest(body, vendorSide, harness.clock.now());
    const { requestId } = body;
    const pathParameters = typeof requestId === "string" ? { requestId } : {};
    return { text, receipt: (await harness.deliver({ headers, body: text, pathParameters })).receipt };
  };
  return { reads, send };
}

it.each(playedSources)("$id parses a body once, however many steps need it", async (source) => {
  const { send } = await setUp(source);
  const parse = vi.spyOn(JSON, "parse");
  const { text, receipt } = await send();
  expect(receipt.outcome).toBe("accepted");
  expect(parse.mock.calls.filter(([parsed]) => parsed === text)).toHaveLength(1);
  parse.mockRestore();
});

it.each(playedSources)("$id decodes its secret once, however many deliveries it checks", async (source) => {
  const { reads, send } = await setUp(source);
  await send();
  const first = reads();
  expect(first).toBeGreaterThan(0);
  for (let more = 0; more < 3; more += 1) expect((await send()).receipt.outcome).toBe("accepted");
  expect(reads()).toBe(first);
});
