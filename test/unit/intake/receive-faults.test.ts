import { describe, expect, it } from "vitest";
import { IntakeError } from "../../../lib/delivery/intake-error.ts";
import type { Intake } from "../../../lib/intake/receive.ts";
import { createTestIntake, deliver, setUp } from "./intake.ts";

const failing = (error: unknown): Intake["secrets"] => {
  const fail = () => Promise.reject(error);
  return () => ({ read: fail, reread: fail });
};

const unreadable = new IntakeError("secret_unavailable", "out", {
  cause: new DOMException("late", "TimeoutError"),
});

describe("without the table", () => {
  it("sends and acknowledges all the same, and says so", async () => {
    const { intake, calls, table, events } = setUp();
    table.fails = true;
    const { response, receipt } = await deliver(intake);
    expect(calls).toEqual(["secret", "check", "send", "record"]);
    expect(response.status).toBe(200);
    expect(receipt).toMatchObject({ outcome: "accepted", tableFault: "Error" });
    // A repeat is left to the queue.
    expect((await deliver(intake)).response.status).toBe(200);
    expect(events.messages).toHaveLength(1);
  });

  it.each(["check", "record"])("says so when the step %s alone fails", async (step) => {
    const { intake, stores } = setUp();
    stores.log.failsAt = step;
    const { receipt } = await deliver(intake);
    expect(receipt).toMatchObject({ outcome: "accepted", tableFault: "Error" });
  });
});

const bodies = [
  ["a notification", '{"id":"i-1"}', "events"],
  ["a repeatable notification", '{"id":"i-1","kind":"again"}', "events"],
  ["what it does not understand", "not JSON", "quarantine"],
] as const;

describe("without the queue", () => {
  it.each(bodies)("defers %s with all that sending it takes, and acknowledges", async (_, body, queue) => {
    const { intake, table, events, quarantine, clock } = setUp();
    events.fails = true;
    quarantine.fails = true;
    const { response, receipt } = await deliver(intake, body);
    expect(response).toMatchObject({ status: 200, body: "taken" });
    expect(receipt).toMatchObject({ outcome: "deferred", event: expect.any(String), cause: "Error" });
    expect([...table.items]).toEqual([]);
    const deferred = table.deferred.get(receipt.event ?? "");
    const days = queue === "events" ? 30 : 13;
    expect(deferred).toMatchObject({ queue, deferredAt: clock.now(), retentionSeconds: days * 24 * 60 * 60 });
    // The same message that the queue would get.
    const other = setUp();
    await deliver(other.intake, body, { id: "the-delivery" });
    expect(other[queue].messages).toMatchObject([{ groupId: deferred?.message.groupId }]);
    expect(Object.keys(other[queue].messages[0] ?? {})).toEqual(Object.keys(deferred?.message ?? {}));
  });

  it("knows a copy of what is deferred, before and after the queue is back", async () => {
    const { intake, calls, events } = setUp();
    events.fails = true;
    const first = await deliver(intake);
    const second = await deliver(intake);
    events.fails = false;
    const third = await deliver(intake);
    expect([second, third].map(({ receipt }) => receipt)).toEqual(
      Array.from({ length: 2 }, () => ({ outcome: "duplicate", event: first.receipt.event })),
    );
    expect(calls).toEqual(["secret", "check", "send", "defer", "secret", "check", "secret", "check"]);
    expect(events.messages).toEqual([]);
  });

  it("defers nothing that another copy has sent meanwhile", async () => {
    const { stores, intake, calls, table, events } = setUp();
    const send = async () => {
      await deliver(intake);
      throw new Error("this copy's answer was lost");
    };
    const queues = { ...intake.queues, events: { send } };
    const { response, receipt } = await deliver(createTestIntake(stores, { queues }));
    expect(response.status).toBe(200);
    expect(receipt).toMatchObject({ outcome: "duplicate" });
    expect(calls.at(-1)).toBe("defer");
    expect([...table.deferred]).toEqual([]);
    expect(events.messages).toHaveLength(1);
  });
});

it.each(bodies)("without queue and table asks for a retry of %s and leaves nothing", async (_, body) => {
  const { intake, table, events, quarantine } = setUp();
  const stores = [table, events, quarantine];
  for (const store of stores) store.fails = true;
  const { response, receipt } = await deliver(intake, body);
  expect(response.status).toBe(503);
  // RFC 9110, section 10.2.3: delay-seconds is a non-negative integer.
  expect(response.headers["retry-after"]).toMatch(/^\d+$/);
  expect(JSON.parse(response.body)).toMatchObject({ type: "about:blank", status: 503 });
  expect(receipt).toMatchObject({ outcome: "failed", code: "stores_unavailable", cause: "Error" });
  expect([...table.items, ...table.deferred]).toEqual([]);
  for (const store of stores) store.fails = false;
  expect((await deliver(intake, body)).response.status).toBe(200);
  expect([...events.messages, ...quarantine.messages]).toHaveLength(1);
});

it.each([
  ["a secret that cannot be read", unreadable, "secret_unavailable", "TimeoutError"],
  ["any other error", new TypeError("hunter2"), "unexpected", "TypeError"],
  ["something thrown that is no error", "out", "unexpected", "unknown"],
])("lets nobody in at %s: asks for a retry, and does not quote it", async (_, error, code, cause) => {
  const { stores, calls } = setUp();
  const result = await deliver(createTestIntake(stores, { secrets: failing(error) }));
  expect(result.response.status).toBe(503);
  expect(result.receipt).toEqual({ outcome: "failed", code, cause });
  expect(JSON.stringify(result)).not.toContain("hunter2");
  expect(calls).toEqual([]);
});
