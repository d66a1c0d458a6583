import { describe, expect, it } from "vitest";
import { type ReplayRequest, replayDelivery } from "../../../lib/intake/replay.ts";
import { createMemoryStores } from "../../support/memory-intake.ts";
import { stepsFrom } from "../../support/steps.ts";
import { sampleSource } from "../source/sample-vendor.ts";
import { createTestIntake, deliver } from "./intake.ts";

const subject = () => {
  throw new RangeError("a mistake");
};
const ids = { id: "request-1", correlationId: "c-1" };

/** A faulty version quarantined the delivery. Its successor's pipeline replays it. */
async function setUp(body = '{"id":"i-1"}') {
  const stores = createMemoryStores();
  await deliver(createTestIntake(stores, { source: sampleSource({ subject }) }), body, ids);
  stores.calls.length = 0;
  // A replay comes later than the receipt.
  stores.clock.advance(60 * 60 * 1000);
  const quarantined = stores.quarantine.messages[0]?.body ?? "";
  const replay = (changes: Partial<ReplayRequest> = {}) => {
    const request = { quarantined, dryRun: false, accepted: false, ...changes };
    return replayDelivery(request, createTestIntake(stores), stepsFrom(stores.clock.now));
  };
  return { ...stores, quarantined, replay };
}

describe("replayDelivery", () => {
  it("sends on what is understood now, without asking for a secret", async () => {
    const { replay, ...stores } = await setUp();
    const receipt = await replay();
    expect(stores.calls).toEqual(["check", "send", "record"]);
    expect(receipt).toEqual({ outcome: "accepted", event: stores.events.messages[0]?.deduplicationId });
  });

  it("gives it the message that the delivery would have had, down to its id and its time", async () => {
    const { replay, ...stores } = await setUp();
    await replay();
    const onItsFirstDay = createMemoryStores();
    await deliver(createTestIntake(onItsFirstDay), '{"id":"i-1"}', ids);
    expect(stores.events.messages).toEqual(onItsFirstDay.events.messages);
  });

  it("records even a repeatable one, by its delivery, so that a second replay is a duplicate", async () => {
    const { replay, ...stores } = await setUp('{"id":"i-1","kind":"again"}');
    const first = await replay();
    expect(first).toMatchObject({ outcome: "accepted" });
    expect(await replay()).toEqual({ ...first, outcome: "duplicate" });
    expect(stores.events.messages).toHaveLength(1);
  });

  it("finds a duplicate when the vendor's retry was understood in the meantime", async () => {
    const { replay, ...stores } = await setUp();
    await deliver(createTestIntake(stores));
    expect(await replay()).toMatchObject({ outcome: "duplicate" });
    expect(stores.events.messages).toHaveLength(1);
  });

  it("says what is still wrong, and sends it nowhere", async () => {
    const { replay, ...stores } = await setUp('{"kind":"once"}');
    const before = stores.quarantine.messages.length;
    const receipt = await replay();
    expect(receipt).toMatchObject({ outcome: "quarantined", issues: [{ path: "body.id" }] });
    expect(stores.calls).toEqual([]);
    expect(stores.quarantine.messages).toHaveLength(before);
  });

  it("says of a dry run what would become of it, and calls no store", async () => {
    const { replay, ...stores } = await setUp();
    const dry = await replay({ dryRun: true });
    expect(stores.calls).toEqual([]);
    const { event } = await replay();
    expect(dry).toEqual({ outcome: "understood", event });
  });

  it.each<readonly [string, string | RegExp, string]>([
    ["another source's message", '"source":"sample"', '"source":"other"'],
    ["text", /.*/s, "hello"],
    ["nothing", /.*/s, ""],
    ["null", /.*/s, "null"],
    ["an empty object", /.*/s, "{}"],
    ["an event", /.*/s, '{"specversion":"1.0","id":"1","source":"sample"}'],
    ["a body that is not base64", /"body":"[^"]*"/, '"body":"*"'],
    ["a time that is none", /"recordedtime":"[^"]*"/, '"recordedtime":"soon"'],
  ])("does not read %s", async (_, found, instead) => {
    const { replay, calls, quarantined: whole } = await setUp();
    const quarantined = whole.replace(found, instead);
    expect(quarantined).not.toBe(whole);
    expect(await replay({ quarantined })).toEqual({ outcome: "unreadable" });
    expect(calls).toEqual([]);
  });

  it("defers the event while the queue is out, fails while both stores are, and can be repeated", async () => {
    const { replay, ...stores } = await setUp();
    stores.events.fails = true;
    stores.table.fails = true;
    const failed = { outcome: "failed", code: "stores_unavailable", cause: "Error" };
    expect(await replay()).toEqual(failed);
    stores.table.fails = false;
    expect(await replay()).toMatchObject({ outcome: "deferred" });
    expect(stores.table.deferred.size).toBe(1);
    expect(await replay()).toMatchObject({ outcome: "duplicate" });
  });

  const steps = ["check", "send", "record", "defer"];
  it.each(steps)("gives one event if it is repeated after a fault at %s", async (step) => {
    const { replay, ...stores } = await setUp();
    stores.log.failsAt = step;
    await replay();
    stores.log.failsAt = undefined;
    await replay();
    expect(stores.events.messages.length + stores.table.deferred.size).toBe(1);
  });
});
