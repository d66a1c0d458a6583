import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { simulator } from "../../../functions/pipwave/simulator.ts";
import { pipwave } from "../../../functions/pipwave/vendor.ts";
import { readExample } from "../../../infra/simulators/simulators.ts";
import { replayDelivery } from "../../../lib/intake/replay.ts";
import { relayOutbox } from "../../../lib/outbox/outbox-relay.ts";
import { stepsFrom } from "../../support/steps.ts";
import { createVendorHarness } from "../../support/vendor-harness.ts";

const { ourSide, vendorSide } = simulator.createCredentials();
const example = readExample("pipwave", "livefeed-success");
const day = 24 * 60 * 60 * 1000;

/** A vendor that signs part of its bodies, and its genuine body. */
async function setUp() {
  const harness = createVendorHarness(pipwave, { secrets: [ourSide] });
  const { intake, clock, table, eventQueue, quarantineQueue, log } = harness;
  const sign = async (changes = {}) =>
    (await simulator.createRequest({ ...example, ...changes }, vendorSide, clock.now())).body;
  const genuine = await sign();
  return {
    ...harness,
    sign,
    genuine,
    alter: (changes: object, body = genuine) => JSON.stringify({ ...JSON.parse(body), ...changes }),
    copies: () => quarantineQueue.messages.map(({ body }) => JSON.parse(body)),
    deliver: async (body: string) => (await harness.deliver({ body })).receipt,
    replay(at: number, accepted = false) {
      const quarantined = quarantineQueue.messages[at]?.body ?? "";
      return replayDelivery({ quarantined, dryRun: false, accepted }, intake, stepsFrom(clock.now));
    },
    runRelay: () =>
      relayOutbox({ ...intake, outbox: table.outbox }, new Date(clock.now().getTime() + 45_000)),
    /** The queue is out. The process stops between outbox and record. */
    stopAtRecord(stops = true) {
      eventQueue.fails = stops;
      log.failsAt = stops ? "record" : undefined;
    },
  };
}
type Parts = Awaited<ReturnType<typeof setUp>>;

async function outcomesOf({ deliver }: Parts, ...bodies: readonly string[]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const body of bodies) outcomes.push((await deliver(body)).outcome);
  return outcomes;
}

/** Every message, with the body that it quarantines. */
const textsOf = ({ eventQueue, quarantineQueue }: Parts) =>
  [...eventQueue.messages, ...quarantineQueue.messages].map(
    ({ body }) => body + Buffer.from(/"body":"([^"]*)"/.exec(body)?.[1] ?? "", "base64").toString(),
  );
const issuesOf = (parts: Parts) => parts.quarantined().map(({ issues }) => issues);

const ids = ({ eventQueue }: Parts) => eventQueue.messages.map(({ deduplicationId }) => deduplicationId);

/** Other unsigned content. */
const forgery = { extra_param1: "order 666", documents: [{ full_url: "https://attacker.example/x.jpg" }] };
/** Signed, and not understood. */
const unreadable = { user_id: "a:b" };

describe("an altered copy", () => {
  it("makes no event, whatever is written beside the signature that was seen", async () => {
    const parts = await setUp();
    const variants = Array.from({ length: 20 }, (_, index) =>
      parts.alter({ ...forgery, completed_at: 1_539_680_000 + index }),
    );
    parts.clock.advance(1000);
    const later = await parts.sign({ completed_at: 1_539_673_999 });
    expect(await outcomesOf(parts, parts.genuine, later)).toEqual(["accepted", "accepted"]);
    expect(await outcomesOf(parts, ...variants)).toEqual(variants.map(() => "quarantined"));
    expect(await outcomesOf(parts, ...variants)).toEqual(variants.map(() => "duplicate"));
    expect(parts.events()).toHaveLength(2);
    expect(issuesOf(parts)).toEqual(variants.map(() => [{ code: "altered_copy" }]));
  });

  it("that came first is an event, and the genuine bytes are kept beside it", async () => {
    const parts = await setUp();
    await parts.deliver(parts.alter(forgery));
    expect(await parts.deliver(parts.genuine)).toMatchObject({ outcome: "quarantined", altered: true });
    const [event] = parts.events();
    const [quarantined] = parts.copies();
    expect(quarantined).toMatchObject({ issues: [{ code: "altered_copy" }], copyof: [event?.id] });
    expect(quarantined.delivery.proven.signature.digest).toBe(event?.signaturedigest);
    const signature = Buffer.from(JSON.parse(parts.genuine).signature, "hex");
    expect(event?.signaturedigest).toBe(createHash("sha256").update(signature).digest("base64url"));
    const kept = JSON.parse(Buffer.from(quarantined.delivery.body, "base64").toString());
    expect(kept).toEqual({ ...JSON.parse(parts.genuine), signature: "", api_key: "" });
  });

  it("that took a later time of completion does not keep the vendor from its next word", async () => {
    const parts = await setUp();
    const changes = { completed_at: 1_539_673_999 };
    const copy = parts.alter(changes);
    parts.clock.advance(1000);
    const outcomes = await outcomesOf(parts, parts.genuine, copy, await parts.sign(changes));
    expect(outcomes).toEqual(["accepted", "quarantined", "accepted"]);
  });

  it.each([
    ["of an event", {}, "accepted", 1],
    ["of what is not understood", unreadable, "quarantined", 0],
  ])("%s is noticed once, and kept, if both come at the same time", async (_, changes, first, count) => {
    const parts = await setUp();
    const genuine = await parts.sign(changes);
    const receipts = await Promise.all([genuine, parts.alter(forgery, genuine)].map(parts.deliver));
    expect(receipts.map(({ outcome }) => outcome)).toEqual([first, first]);
    expect(receipts.filter(({ altered }) => altered)).toHaveLength(1);
    // The queue absorbs the second event by its id. Quarantine keeps its bytes.
    expect(parts.events()).toHaveLength(count);
    const forged = textsOf(parts).map((text) => text.includes("order 666"));
    expect(forged.toSorted()).toEqual([false, true]);
  });
});

it.each(["api_key", "signature"])("lets no %s into an event or the quarantine", async (field) => {
  const parts = await setUp();
  const escapedName = `\\u00${field.charCodeAt(0).toString(16)}${field.slice(1)}`;
  const body = parts.genuine.replace(`"${field}":`, `"${field}":"first","${escapedName}":`);
  const bodies = [body, parts.alter(forgery, body), await parts.sign(unreadable)];
  expect(await outcomesOf(parts, ...bodies)).toEqual(["accepted", "quarantined", "quarantined"]);
  for (const secret of [vendorSide.apiKey, ...bodies.map((sent) => JSON.parse(sent).signature)])
    for (const text of textsOf(parts)) expect(text).not.toContain(secret);
});

describe("the queue is out", () => {
  it("defers an event under its own id, and a retry is a duplicate", async () => {
    const parts = await setUp();
    parts.eventQueue.fails = true;
    const receipt = await parts.deliver(parts.genuine);
    expect(receipt).toMatchObject({ outcome: "deferred" });
    expect([...parts.table.deferred.keys()]).toEqual([receipt.event]);
    expect(await parts.deliver(parts.genuine)).toMatchObject({ outcome: "duplicate", event: receipt.event });
    expect(await parts.deliver(parts.alter({ mode: "kiosk" }))).toMatchObject({ outcome: "quarantined" });
    parts.eventQueue.fails = false;
    expect(await parts.runRelay()).toMatchObject({ sent: 1, failed: 0 });
    expect(ids(parts)).toEqual([receipt.event]);
    parts.clock.advance(60_000);
    const anew = await parts.deliver(await parts.sign());
    expect(anew).toMatchObject({ outcome: "duplicate", event: receipt.event });
  });

  it("does not send again what a copy has sent meanwhile", async () => {
    const parts = await setUp();
    parts.stopAtRecord();
    await parts.deliver(parts.genuine);
    parts.stopAtRecord(false);
    await parts.deliver(parts.genuine);
    parts.eventQueue.messages.length = 0;
    expect(await parts.runRelay()).toMatchObject({ sent: 1 });
    expect(ids(parts)).toEqual([]);
    expect(parts.table.deferred.size).toBe(0);
  });
});

describe("the table fails for a moment", () => {
  it("checks once more, so that a copy is not new for one lost answer", async () => {
    const parts = await setUp();
    await parts.deliver(parts.genuine);
    const copy = parts.alter({ extra_param1: "order 666", completed_at: 1_539_680_000 });
    parts.table.failures = 1;
    const { event, ...receipt } = await parts.deliver(copy);
    expect(receipt).toMatchObject({ outcome: "quarantined", altered: true });
    expect(await parts.deliver(copy)).toEqual({ outcome: "duplicate", event });
    expect(parts.eventQueue.messages).toHaveLength(1);
  });

  it("keeps what the outbox knows under another body, where it could not check before", async () => {
    const parts = await setUp();
    parts.eventQueue.fails = true;
    await parts.deliver(parts.alter({ extra_param1: "order 666" }));
    parts.eventQueue.fails = false;
    await parts.runRelay();
    parts.eventQueue.fails = true;
    parts.table.failures = 2;
    expect(await parts.deliver(parts.genuine)).toMatchObject({ outcome: "quarantined", altered: true });
    const { deduplicationId } = parts.eventQueue.messages[0] ?? {};
    expect(parts.copies()).toMatchObject([{ copyof: [deduplicationId] }]);
  });
});

describe("the outbox", () => {
  it("holds a copy of the same bytes for a duplicate, where it could not check before", async () => {
    const parts = await setUp();
    parts.eventQueue.fails = true;
    await parts.deliver(parts.genuine);
    parts.table.failures = 2;
    expect(await parts.deliver(parts.genuine)).toMatchObject({ outcome: "duplicate" });
    expect(parts.quarantineQueue.messages).toEqual([]);
  });

  it("keeps an altered copy of what waits in it, where it could not check before", async () => {
    const parts = await setUp();
    parts.eventQueue.fails = true;
    const { event } = await parts.deliver(parts.genuine);
    parts.table.failures = 2;
    const copy = await parts.deliver(parts.alter(forgery));
    expect(copy).toMatchObject({ outcome: "quarantined", altered: true });
    expect(parts.copies()).toMatchObject([{ copyof: [event] }]);
  });

  it.each([
    ["a second check finds it", false],
    ["a second check gets no answer", true],
  ])("keeps a body whose id the relay sent for another body since the check, if %s", async (_, failsThen) => {
    const parts = await setUp();
    vi.spyOn(parts.intake.queues.events, "send").mockImplementationOnce(async () => {
      parts.eventQueue.fails = true;
      await parts.deliver(parts.alter(forgery));
      parts.eventQueue.fails = false;
      await parts.runRelay();
      const noAnswer = new Error("no answer");
      if (failsThen)
        vi.spyOn(parts.intake.signatures, "find")
          .mockRejectedValueOnce(noAnswer)
          .mockRejectedValueOnce(noAnswer);
      throw noAnswer;
    });
    expect(await parts.deliver(parts.genuine)).toMatchObject({ outcome: "quarantined", altered: true });
    expect(parts.copies()).toMatchObject([{ copyof: ids(parts) }]);
  });

  it("holds a retry that was signed anew for a duplicate", async () => {
    const parts = await setUp();
    parts.stopAtRecord();
    const { event } = await parts.deliver(parts.genuine);
    parts.clock.advance(300_000);
    expect(await parts.deliver(await parts.sign())).toMatchObject({ outcome: "duplicate", event });
    parts.stopAtRecord(false);
    expect(await parts.deliver(await parts.sign())).toMatchObject({ outcome: "accepted", event });
    expect(await parts.runRelay()).toMatchObject({ sent: 1 });
    expect(ids(parts)).toEqual([event]);
    expect(parts.quarantineQueue.messages).toEqual([]);
  });

  it("makes no event of a copy, whatever its id, whose signature was recorded meanwhile", async () => {
    const parts = await setUp();
    parts.stopAtRecord();
    await parts.deliver(parts.alter({ completed_at: 1_539_680_000 }));
    parts.stopAtRecord(false);
    const { event } = await parts.deliver(parts.genuine);
    expect(await parts.runRelay()).toMatchObject({ sent: 1, failed: 0 });
    expect(ids(parts)).toEqual([event]);
    expect(parts.copies()).toMatchObject([{ issues: [{ code: "altered_copy" }], copyof: [event] }]);
  });

  it("leaves an accepted replay in the quarantine while another body waits under its id", async () => {
    const parts = await setUp();
    parts.stopAtRecord();
    await parts.deliver(parts.alter({ mode: "kiosk" }));
    parts.clock.advance(31 * day);
    await parts.deliver(parts.genuine);
    expect(await parts.replay(0, true)).toMatchObject({ outcome: "failed", code: "stores_unavailable" });
  });

  it("loses nothing of an accepted replay that waits in it", async () => {
    const parts = await setUp();
    parts.clock.advance(31 * day);
    await parts.deliver(parts.genuine);
    parts.stopAtRecord();
    expect(await parts.replay(0, true)).toMatchObject({ outcome: "deferred" });
    parts.quarantineQueue.messages.length = 0;
    parts.stopAtRecord(false);
    await parts.deliver(parts.alter({ mode: "kiosk" }));
    await parts.runRelay();
    expect(textsOf(parts).some((text) => text.includes('"mode":"livefeed"'))).toBe(true);
  });
});

describe("a replay", () => {
  it("leaves an altered copy where it is until a person accepts it, then gives it an id of its own", async () => {
    const parts = await setUp();
    const forged = await parts.deliver(parts.alter({ extra_param1: "order 666" }));
    await parts.deliver(parts.genuine);
    expect(await parts.replay(0)).toEqual({ outcome: "quarantined", issues: [{ code: "altered_copy" }] });
    const accepted = await parts.replay(0, true);
    expect(accepted).toMatchObject({ outcome: "accepted" });
    expect(accepted.event).not.toBe(forged.event);
    expect(parts.events().map(({ id }) => id)).toEqual([forged.event, accepted.event]);
    expect(parts.events().at(-1)?.data.original).not.toHaveProperty("extra_param1", "order 666");
    expect(await parts.replay(0, true)).toMatchObject({ outcome: "duplicate", event: accepted.event });
    await parts.deliver(parts.alter({ mode: "kiosk" }));
    const another = await parts.replay(1, true);
    expect(another).toMatchObject({ outcome: "accepted" });
    expect(another.event).not.toBe(accepted.event);
  });

  it("leaves what was too old where it is until a person accepts it", async () => {
    const parts = await setUp();
    parts.clock.advance(31 * day);
    const { event } = await parts.deliver(parts.genuine);
    expect(await parts.replay(0)).toMatchObject({ outcome: "quarantined", issues: [{ code: "stale" }] });
    const accepted = await parts.replay(0, true);
    expect(accepted).toMatchObject({ outcome: "accepted" });
    expect(accepted.event).not.toBe(event);
    expect(await parts.deliver(await parts.sign())).toMatchObject({
      outcome: "duplicate",
      event: accepted.event,
    });
  });

  it("judges the age by the day on which the delivery came, not by today", async () => {
    const parts = await setUp();
    const broken = await parts.sign(unreadable);
    await parts.deliver(broken);
    parts.clock.advance(31 * day);
    // Today's code has the same issues. None names the body's age.
    const { issues } = await parts.replay(0);
    expect(issues?.map(({ code }) => code)).not.toContain("stale");
  });
});

describe("what is forgotten", () => {
  it("knows a signature for longer than a body may be old", async () => {
    const parts = await setUp();
    await parts.deliver(parts.genuine);
    // The maximum age, with the vendor's clock ahead.
    parts.clock.advance(30 * day + 5 * 60 * 1000);
    expect(await parts.deliver(parts.alter({ mode: "kiosk" }))).toMatchObject({ outcome: "quarantined" });
    expect(parts.quarantined()).toMatchObject([{ issues: [{ code: "altered_copy" }] }]);
  });

  it("quarantines the same bytes once more when the queue has given up the first message", async () => {
    const parts = await setUp();
    const broken = await parts.sign(unreadable);
    expect(await parts.deliver(broken)).toMatchObject({ outcome: "quarantined" });
    parts.clock.advance(13 * day - 1000);
    expect(await parts.deliver(broken)).toMatchObject({ outcome: "duplicate" });
    parts.clock.advance(2000);
    parts.quarantineQueue.messages.length = 0;
    expect(await parts.deliver(broken)).not.toHaveProperty("altered");
    expect(parts.quarantined()).toMatchObject([{ issues: [{ path: "body.user_id" }] }]);
  });

  it("keeps a signature for as long as its body is fresh, however far its time is ahead", async () => {
    const parts = await setUp();
    const inEightHours = new Date(parts.clock.now().getTime() + 8 * 60 * 60 * 1000);
    const { body } = await simulator.createRequest(example, vendorSide, inEightHours);
    expect(await parts.deliver(body)).toMatchObject({ outcome: "quarantined" });
    parts.clock.advance(30 * day + 60 * 60 * 1000);
    const altered = JSON.stringify({ ...JSON.parse(body), mode: "kiosk" });
    expect(await parts.deliver(altered)).toMatchObject({ outcome: "quarantined", altered: true });
  });
});
