import { describe, expect, it } from "vitest";
import type { SecretStore } from "../../lib/authentication/secret-judge.ts";
import { IntakeError } from "../../lib/intake-error.ts";
import { createTestIntake, createTestStores, deliver, type Guard, type Step } from "./intake.ts";

function setUp() {
  const stores = createTestStores();
  return { ...stores, stores, intake: createTestIntake(stores) };
}

const failing = (error: unknown): SecretStore => ({
  read: () => Promise.reject(error),
  reread: () => Promise.reject(error),
});

describe("without the table", () => {
  it("sends and acknowledges all the same, and says so", async () => {
    const { intake, calls, table, events } = setUp();
    table.fails = true;
    const { answer, receipt } = await deliver(intake);
    expect(calls).toEqual(["secret", "look", "send", "remember"]);
    expect(answer.status).toBe(200);
    expect(receipt).toMatchObject({ outcome: "accepted", tableFault: "Error" });
    expect(events.messages).toHaveLength(1);
  });

  it("leaves a repeat to the queue", async () => {
    const { intake, table, events } = setUp();
    table.fails = true;
    await deliver(intake);
    expect((await deliver(intake)).answer.status).toBe(200);
    expect(events.messages).toHaveLength(1);
  });
});

describe("without the queue", () => {
  it.each([
    ["a notification", '{"id":"i-1"}'],
    ["a repeatable notification", '{"id":"i-1","kind":"again"}'],
    ["what it does not understand", "not JSON"],
  ])("asks for a retry of %s and remembers nothing", async (_, body) => {
    const { intake, table, events, quarantine } = setUp();
    events.fails = true;
    quarantine.fails = true;
    const { answer, receipt } = await deliver(intake, body);
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
    expect(receipt).toMatchObject({ outcome: "failed", code: "queue_unavailable" });
    expect([...table.items]).toEqual([]);
    events.fails = false;
    quarantine.fails = false;
    expect((await deliver(intake, body)).answer.status).toBe(200);
    expect([...events.messages, ...quarantine.messages]).toHaveLength(1);
  });
});

describe("without the secret", () => {
  it.each([
    ["a secret that cannot be read", new IntakeError("secret_unavailable", "out"), "secret_unavailable"],
    ["any other error", new TypeError("a mistake"), "unexpected"],
    ["something thrown that is no error", "out", "unexpected"],
  ])("asks for a retry at %s, and lets nobody in", async (_, error, code) => {
    const { stores, table, events, quarantine } = setUp();
    const { answer, receipt } = await deliver(createTestIntake(stores, { secrets: failing(error) }));
    expect(answer.status).toBe(503);
    expect(receipt).toMatchObject({ outcome: "failed", code });
    expect([...table.calls, ...events.calls, ...quarantine.calls]).toEqual([]);
  });

  it("quotes no error to the sender or in the receipt", async () => {
    const { stores } = setUp();
    const secrets = failing(new TypeError("hunter2"));
    const result = await deliver(createTestIntake(stores, { secrets }));
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
});

/** Ends a step where a test says so, by an error or by never returning, as a process that stops. */
function stopAt(at: Step, moment: "before" | "after", how: "throws" | "ends") {
  const stopped = Promise.withResolvers<void>();
  const stop = (): Promise<never> => {
    stopped.resolve();
    return how === "throws" ? Promise.reject(new Error("stopped")) : Promise.withResolvers<never>().promise;
  };
  const guard: Guard = (step, call) => {
    if (step !== at) return call();
    return moment === "before" ? stop() : call().then(stop);
  };
  return { guard, stopped: stopped.promise };
}

const stops = (["look", "send", "remember"] as const).flatMap((step) =>
  (["before", "after"] as const).flatMap((moment) =>
    (["throws", "ends"] as const).map((how) => [how, moment, step] as const),
  ),
);

describe("a retry after a stop", () => {
  it.each(stops)("gives exactly one message when the first attempt %s %s %s", async (how, moment, step) => {
    const { stores, intake, events, table } = setUp();
    const { guard, stopped } = stopAt(step, moment, how);
    const first = deliver(createTestIntake(stores, {}, guard));
    await (how === "throws" ? first : stopped);
    const { answer } = await deliver(intake);
    expect(answer.status).toBe(200);
    expect(events.messages).toHaveLength(1);
    expect((await deliver(intake)).receipt.outcome).toBe("duplicate");
    expect([...table.items.keys()]).toEqual(events.messages.map(({ deduplicationId }) => deduplicationId));
  });
});

describe("many copies at once", () => {
  it.each([
    ["a notification", '{"id":"i-1"}'],
    ["what it does not understand", "not JSON"],
  ])("gives one message for fifty simultaneous copies of %s", async (_, body) => {
    const { intake, events, quarantine } = setUp();
    const results = await Promise.all(Array.from({ length: 50 }, () => deliver(intake, body)));
    expect(new Set(results.map(({ answer }) => answer.status))).toEqual(new Set([200]));
    expect([...events.messages, ...quarantine.messages]).toHaveLength(1);
  });
});
