import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { listExamples, loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { withValue } from "../support/examples.ts";
import { playedSources } from "../support/simulated-vendors.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { expectInOneOrder, expectRefusal, outcomesOf } from "./outcomes.ts";

describe.each(playedSources)("$id", async (source) => {
  const simulator = await loadSimulator(source.id);
  const example = readExample(source.id, simulator.defaultExample);
  const someone = () => simulator.about(example, randomUUID());

  /** An intake, and the vendor that sends to it. */
  function setUp() {
    const { ourSide, vendorSide } = simulator.createCredentials();
    const harness = createVendorHarness(source, { secrets: [ourSide] });
    const request = async (body: JsonObject = example) =>
      simulator.createRequest(body, vendorSide, harness.clock.now());
    const send = async (body?: JsonObject) => harness.deliver(await request(body));
    return { ...harness, harness, ourSide, request, send };
  }

  describe("authenticates", () => {
    const bySecret = Object.keys(source.schemes).filter((name) => source.schemes[name]?.needs === "secret");
    it.each(bySecret)("accepts %s with the current secret or the one before, but no older", async (name) => {
      const authentication = { [name]: {} };
      const sides = [1, 2, 3].map(() => simulator.createCredentials(authentication));
      const secrets = sides.slice(0, 2).map(({ ourSide }) => ourSide);
      const harness = createVendorHarness(source, { secrets, authentication });
      const outcomes = [];
      for (const { ourSide, vendorSide } of sides) {
        // `npm run send` plays the vendor with the stored secret, unless the vendor signs with a private key.
        const credentials = Object.hasOwn(ourSide, "publicKey") ? vendorSide : ourSide;
        const request = await simulator.createRequest(example, credentials, harness.clock.now());
        outcomes.push((await harness.deliver(request)).receipt.outcome);
      }
      expect(outcomes).toEqual(["accepted", "duplicate", "refused"]);
    });
  });

  describe("rejects", () => {
    it("refuses a stranger, stores nothing, and says no word that ends a vendor's repeats", async () => {
      const { harness, deliver } = setUp();
      const stranger = await setUp().request();
      const { response, receipt } = await deliver(stranger);
      expect(response.status).toBeOneOf([401, 403]);
      expect(response.body).not.toMatch(/success|ok/i);
      await expectRefusal(harness, stranger, String(receipt.code));
      const nobody = { ...stranger, headers: {}, body: "{}" };
      await expectRefusal(harness, nobody, expect.stringMatching(/_missing$/));
    });
  });

  describe("understands", () => {
    it.each(listExamples(source.id))("%s, and flags nothing in it", async (name) => {
      const { send, events } = setUp();
      const { response } = await send(readExample(source.id, name));
      expect(response.status).toBe(200);
      expect(simulator.retry.isDone(response.status, response.body)).toBe(true);
      expect(events()).toMatchObject([{ data: { flags: [] } }]);
    });

    // Refused if the credential covers the body, else quarantined.
    it.each([
      ["no body", ""],
      ["no JSON", "id=1"],
      ["a list", "[{}]"],
      ["bytes that are no UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
    ])("treats %s as an object without an id, and keeps every byte in quarantine", async (_, body) => {
      const { request, deliver, quarantined, events } = setUp();
      const { headers } = await request();
      const empty = await deliver({ headers, body: "{}" });
      const { response, receipt } = await deliver({ headers, body });
      expect([receipt.outcome, response.status]).toEqual([empty.receipt.outcome, empty.response.status]);
      const kept = quarantined().map(({ delivery }) => Buffer.from(delivery.body, "base64"));
      const sent = [Buffer.from("{}"), Buffer.from(body)];
      expect(kept).toEqual(receipt.outcome === "quarantined" ? sent : []);
      expect(events()).toEqual([]);
    });
  });

  describe("normalizes", () => {
    it("flags a field that is not published", async () => {
      const { send, events } = setUp();
      await send({ ...example, unheardOf: 1 });
      const flags = [{ code: "unknown_field", field: "unheardOf" }];
      expect(events()).toMatchObject([{ data: { flags } }]);
    });

    const listed = Object.values(source.fields.entries).filter(({ values }) => values.length > 0);
    it.each(listed)("flags a value of $path that is not published", async ({ path }) => {
      const { send, events } = setUp();
      await send(withValue(example, path, "unheard-of"));
      expect(events()[0]?.data.flags).toContainEqual({ code: "unknown_value", field: path.join(".") });
    });
  });

  describe("deduplicates", () => {
    it("answers a repeat as it answers the first, be it an event or quarantined", async () => {
      const { send, events, quarantined } = setUp();
      for (const [body, outcome] of [
        [example, "accepted"],
        [{}, "quarantined"],
      ] as const) {
        const [first, repeat] = [await send(body), await send(body)];
        expect(simulator.retry.isDone(first.response.status, first.response.body)).toBe(true);
        expect([first.receipt.outcome, repeat.receipt.outcome]).toEqual([outcome, "duplicate"]);
        expect(repeat.response).toEqual(first.response);
      }
      expect([events().length, quarantined().length]).toEqual([1, 1]);
    });

    it("sends a notification once that is repeated later, with white space and its fields in another order", async () => {
      const { request, harness, clock } = setUp();
      const first = await request();
      clock.advance(60_000);
      const reversed = Object.fromEntries(Object.entries(example).reverse());
      const { stringify } = JSON;
      // A vendor may sign the white space too.
      const spaced = vi.spyOn(JSON, "stringify").mockImplementation((value) => stringify(value, null, 2));
      const again = await request(reversed).finally(() => spaced.mockRestore());
      expect(again.body).toContain("\n  ");
      expect(await outcomesOf(harness, first, again)).toEqual(["accepted", "duplicate"]);
      expectInOneOrder(harness, 1);
    });

    it("gives the same bytes at another source of the vendor another id and another order", async () => {
      const { request, harness, ourSide } = setUp();
      const other = { ...source, ...source.source(`${source.id}-2`) };
      const harnesses = [harness, createVendorHarness(other, { secrets: [ourSide] })];
      for (const body of [example, {}]) {
        const sent = await request(body);
        for (const each of harnesses) await each.deliver(sent);
      }
      for (const queue of ["eventQueue", "quarantineQueue"] as const) {
        const messages = harnesses.flatMap((each) => each[queue].messages);
        expect(messages.map(({ attributes }) => attributes.source)).toEqual([source.id, other.id]);
        expect(new Set(messages.map(({ deduplicationId }) => deduplicationId)).size).toBe(2);
        expect(new Set(messages.map(({ groupId }) => groupId)).size).toBe(2);
      }
    });

    it("gives every subject an order of its own", async () => {
      const { send, eventQueue } = setUp();
      for (const body of [someone(), someone()]) await send(body);
      expect(new Set(eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(2);
    });
  });

  describe("does no work twice", () => {
    it("parses a body once, however many steps need it", async () => {
      const { request, deliver } = setUp();
      const sent = await request();
      const parse = vi.spyOn(JSON, "parse");
      await deliver(sent);
      expect(parse.mock.calls.filter(([text]) => text === sent.body)).toHaveLength(1);
      parse.mockRestore();
    });
  });
});
