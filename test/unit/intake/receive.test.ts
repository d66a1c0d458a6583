import { describe, expect, it } from "vitest";
import { maxMs } from "../../../lib/intake/steps.ts";
import { sha256Of } from "../digests.ts";
import { timedCalls } from "../timed-calls.ts";
import { createTestIntake, deliver, setUp } from "./intake.ts";

const day = 24 * 60 * 60 * 1000;

describe("receiveDelivery", () => {
  it("checks, sends, records and acknowledges a new notification", async () => {
    const { intake, calls, events, table } = setUp();
    const { response, receipt } = await deliver(intake);
    expect(calls).toEqual(["secret", "check", "send", "record"]);
    expect(response).toEqual({ status: 200, headers: { "content-type": "text/plain" }, body: "taken" });
    expect(receipt).toEqual({ outcome: "accepted", event: events.messages[0]?.deduplicationId });
    // 30 days after the test clock's start.
    expect([...table.items]).toEqual([[receipt.event, new Date("2026-12-21T09:30:00.000Z")]]);
  });

  it("sends to the group of the subject, under the key, with source, type and outcome beside the body", async () => {
    const { intake, events } = setUp();
    await deliver(intake, '{"id":"i-1"}');
    await deliver(intake, '{"id":"i-1","kind":"other"}');
    await deliver(intake, '{"id":"i-2"}');
    const [first, second, third] = events.messages;
    expect(first).toMatchObject({
      groupId: `sample.${sha256Of("3:", "i-1")}`,
      deduplicationId: sha256Of("6:", "sample", "3:", "i-1", "4:", "once"),
      attributes: { source: "sample", type: "sample.note.v1", outcome: "passed" },
    });
    expect(second?.groupId).toBe(first?.groupId);
    expect(third?.groupId).not.toBe(first?.groupId);
    // SendMessage allows 128 of these characters for both ids.
    for (const { groupId, deduplicationId } of events.messages)
      expect(`${groupId}|${deduplicationId}`).toMatch(/^[\w.-]{1,128}\|[\w.-]{1,128}$/);
  });

  it("gives each step the time that belongs to it", async () => {
    const { stores, table, events, quarantine } = setUp();
    const { times, timed } = timedCalls();
    const secretIs = (secret: string) => async (_withinMs: number) => ({ values: [{ secret }] });
    const intake = createTestIntake(stores, {
      secrets: ({ run }) => ({
        read: () => run("secret", timed("read", secretIs("older"))),
        reread: () => run("secret", timed("reread", secretIs("s"))),
      }),
      table: { has: timed("check", table.has), add: timed("record", table.add) },
      outbox: { add: timed("defer", table.outbox.add) },
      queues: { events: { send: timed("send", events.send) }, quarantine },
    });
    expect((await deliver(intake, '{"id":"i-1"}')).receipt.outcome).toBe("accepted");
    events.fails = true;
    expect((await deliver(intake, '{"id":"i-2"}')).receipt.outcome).toBe("deferred");
    const { secret: read, ...others } = maxMs;
    expect(times).toEqual({ read, reread: read, ...others });
  });

  it("only checks a duplicate, and acknowledges it like the first", async () => {
    const { intake, calls, events } = setUp();
    const first = await deliver(intake);
    calls.length = 0;
    const second = await deliver(intake, ' {"id" : "i-1"} ');
    expect(calls).toEqual(["secret", "check"]);
    expect(second.receipt).toEqual({ ...first.receipt, outcome: "duplicate" });
    expect(second.response).toEqual(first.response);
    expect(events.messages).toHaveLength(1);
  });

  it("only sends a repeatable notification, every delivery of it", async () => {
    const { intake, calls, events } = setUp();
    await deliver(intake, '{"id":"i-1","kind":"again"}');
    const { receipt } = await deliver(intake, '{"id":"i-1","kind":"again"}');
    expect(calls).toEqual(["secret", "send", "secret", "send"]);
    expect(receipt).toMatchObject({ outcome: "accepted", repeatable: true });
    expect(events.messages).toHaveLength(2);
  });

  it("quarantines what it does not understand, once, and acknowledges it", async () => {
    const { intake, calls, events, quarantine } = setUp();
    const { response, receipt } = await deliver(intake, "not JSON");
    const again = await deliver(intake, "not JSON");
    expect(calls).toEqual(["secret", "check", "quarantine", "record", "secret", "check"]);
    expect(response.status).toBe(200);
    expect([receipt.outcome, again.receipt.outcome]).toEqual(["quarantined", "duplicate"]);
    expect(events.messages).toEqual([]);
    expect(quarantine.messages).toMatchObject([
      { attributes: { source: "sample", type: "quarantined", outcome: undefined } },
    ]);
  });

  it("reads a body of 262144 bytes, and refuses one more before it asks who sent them", async () => {
    const { intake, calls } = setUp();
    const { receipt: accepted } = await deliver(intake, '{"id":"i-1"}'.padEnd(262_144, " "));
    expect(accepted.outcome).toBe("accepted");
    calls.length = 0;
    // Counted in bytes: these are 131073 characters.
    const { response, receipt } = await deliver(intake, "é".repeat(131_072).concat(" "));
    expect(receipt).toEqual({ outcome: "refused", code: "body_too_large" });
    expect(response.status).toBe(413);
    expect(calls).toEqual([]);
  });

  it.each([
    // A day before the queue gives it up.
    ["what it quarantined, in 13 days", "not JSON", 13, "quarantined"],
    ["a notification, in 30 days", '{"id":"i-1"}', 30, "accepted"],
  ])("forgets %s", async (_, body, days, outcome) => {
    const { intake, clock, calls } = setUp();
    expect((await deliver(intake, body)).receipt.outcome).toBe(outcome);
    clock.advance(days * day - 1);
    expect((await deliver(intake, body)).receipt.outcome).toBe("duplicate");
    clock.advance(1);
    expect((await deliver(intake, body)).receipt.outcome).toBe(outcome);
    expect(calls.filter((call) => /send|quarantine/.test(call))).toHaveLength(2);
  });
});
