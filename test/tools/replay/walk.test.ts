import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hiddenSeconds } from "../../../infra/replay/replay-walk.ts";
import { fault, type Wire } from "../../unit/aws/wire.ts";
import { createQuarantine, type Kind, type Respond, walk } from "./quarantine-wire.ts";

const outcomesOf = (results: readonly { readonly response: { readonly outcome: string } }[]) =>
  results.map(({ response }) => response.outcome);
const callsOf = (wire: Wire, operation: string) =>
  wire.calls.filter((call) => call.operation === operation).length;
const minute = 60_000;
const many = (count: number, kind: Kind) => Array.from({ length: count }, () => kind);

describe("a walk through the quarantine", () => {
  it("removes what its function has taken on and leaves the rest, visible again", async () => {
    const quarantine = createQuarantine(["good", "bad", "foreign", "good"]);
    const { end, results } = await walk(quarantine);
    expect(await end).toEqual({ reason: "walked", leftHidden: 0 });
    expect(outcomesOf(results)).toEqual(["accepted", "quarantined", "unreadable", "accepted"]);
    expect(results.map(({ isRemoved }) => isRemoved)).toEqual([true, false, false, true]);
    expect(quarantine.accepted).toEqual(quarantine.ids("good"));
    expect(quarantine.onQueue()).toHaveLength(2);
    expect(quarantine.visible()).toBe(2);
  });

  it.each(["accepted", "duplicate", "deferred"] as const)("removes what is %s", async (outcome) => {
    const quarantine = createQuarantine(["good"]);
    const { end } = await walk(quarantine, { replay: async () => ({ outcome }) });
    await end;
    expect(quarantine.onQueue()).toEqual([]);
  });

  it.each(["quarantined", "understood", "unreadable", "failed"] as const)(
    "leaves what is %s",
    async (outcome) => {
      const quarantine = createQuarantine(["good"]);
      const { end } = await walk(quarantine, { replay: async () => ({ outcome }) });
      await end;
      expect(quarantine.visible()).toBe(1);
    },
  );

  it("meets every message once, however many there are and however few SQS gives at a time", async () => {
    const quarantine = createQuarantine([...many(12, "bad"), ...many(13, "good")], 3);
    const { end, results } = await walk(quarantine);
    expect(await end).toEqual({ reason: "walked", leftHidden: 0 });
    expect(results).toHaveLength(25);
    expect(quarantine.visible()).toBe(12);
  });

  it("removes nothing in a dry run", async () => {
    const quarantine = createQuarantine(["good", "bad"]);
    const { end, results, wire } = await walk(quarantine, { dryRun: true });
    await end;
    expect(outcomesOf(results)).toEqual(["understood", "quarantined"]);
    expect(wire.calls.map(({ operation }) => operation)).not.toContain("DeleteMessageBatch");
    expect(quarantine.visible()).toBe(2);
    expect(quarantine.accepted).toEqual([]);
  });

  it("invokes nothing for unwanted deliveries, nor for foreign messages", async () => {
    const quarantine = createQuarantine(["good", "foreign"]);
    const { end, results, wire } = await walk(quarantine, { isWanted: () => false });
    await end;
    expect(outcomesOf(results)).toEqual(["skipped", "unreadable"]);
    expect(wire.calls.map(({ operation }) => operation)).not.toContain("undefined");
    expect(quarantine.visible()).toBe(2);
  });

  it("keeps what it has been through hidden for as long as it lasts", async () => {
    const quarantine = createQuarantine(many(6, "bad"), 1);
    const { end, results } = await walk(quarantine, {
      onResult: (result) => {
        results.push(result);
        quarantine.clock.advance(8 * minute);
      },
    });
    expect(await end).toEqual({ reason: "walked", leftHidden: 0 });
    expect(results).toHaveLength(6);
  });

  it("does not hide again what stays hidden long enough", async () => {
    const quarantine = createQuarantine(many(6, "bad"), 1);
    const { end, wire } = await walk(quarantine, {
      onResult: ({ delivery }) => {
        if (delivery?.id === quarantine.ids("bad")[0]) quarantine.clock.advance(8 * minute);
      },
    });
    await end;
    // Once to keep hiding, once to show all.
    expect(callsOf(wire, "ChangeMessageVisibilityBatch")).toBe(2);
  });

  it("ends when it meets a message again", async () => {
    const quarantine = createQuarantine(many(3, "bad"), 1);
    const { end, results } = await walk(quarantine, {
      onResult: (result) => {
        results.push(result);
        quarantine.clock.advance(20 * minute);
      },
    });
    expect(await end).toMatchObject({ reason: "walked" });
    expect(results).toHaveLength(1);
    expect(quarantine.visible()).toBe(3);
  });

  it("invokes ten at once", async () => {
    const quarantine = createQuarantine(many(10, "good"));
    let waiting = 0;
    const { promise: allAreHere, resolve } = Promise.withResolvers<void>();
    const { end, results } = await walk(quarantine, {
      async replay() {
        waiting += 1;
        if (waiting === 10) resolve();
        await allAreHere;
        return { outcome: "accepted" };
      },
    });
    await end;
    expect(results).toHaveLength(10);
  });

  it.each([
    ["throttles", fault("TooManyRequestsException", 429), "TooManyRequestsException"],
    ["is gone", fault("ResourceNotFoundException", 404), "ResourceNotFoundException"],
    [
      "fails",
      {
        status: 200,
        body: { errorType: "Sandbox.Timedout", errorMessage: "a canary" },
        headers: { "x-amz-function-error": "Unhandled" },
      },
      "FunctionError Sandbox.Timedout",
    ],
    [
      "answers something else",
      { status: 200, body: { statusCode: 401 } },
      "the function does not know replays",
    ],
  ])("goes on if a function %s, and ends after five failures in a row", async (_, response, cause) => {
    const quarantine = createQuarantine(many(30, "good"), 2);
    let failing = 1;
    const respond: Respond = (call) => {
      if (call.operation !== "undefined") return quarantine.respond(call);
      failing -= 1;
      return failing >= 0 ? response : quarantine.respond(call);
    };
    const first = await walk(quarantine, { respond });
    expect(await first.end).toMatchObject({ reason: "walked" });
    expect(first.results.filter(({ response: { outcome } }) => outcome === "failed")).toMatchObject([
      { response: { cause }, isRemoved: false },
    ]);
    failing = 100;
    const again = createQuarantine(many(30, "good"), 2);
    const second = await walk(again, {
      respond: (call) => (call.operation === "undefined" ? response : again.respond(call)),
    });
    expect(await second.end).toEqual({ reason: "failing", cause, leftHidden: 0 });
    // Five, and one of the last two again.
    expect(second.results).toHaveLength(6);
    expect(again.visible()).toBe(30);
  });

  it("goes on for as long as failures do not come in a row", async () => {
    const quarantine = createQuarantine(many(20, "good"), 1);
    let invocations = 0;
    const respond: Respond = (call) => {
      if (call.operation !== "undefined") return quarantine.respond(call);
      invocations += 1;
      return invocations % 2 === 0 ? quarantine.respond(call) : fault("TooManyRequestsException", 429);
    };
    const { end } = await walk(quarantine, { respond });
    expect(await end).toEqual({ reason: "walked", leftHidden: 0 });
    expect([quarantine.accepted.length, quarantine.visible()]).toEqual([10, 10]);
  });

  it("begins nothing more when it is stopped while it waits for messages", async () => {
    const quarantine = createQuarantine(many(3, "good"));
    let isReceiving = false;
    const respond: Respond = (call) => {
      isReceiving = true;
      return quarantine.respond(call);
    };
    const { end, results } = await walk(quarantine, { respond, isStopped: () => isReceiving });
    expect(await end).toEqual({ reason: "stopped", leftHidden: 0 });
    expect(results).toEqual([]);
    expect(quarantine.visible()).toBe(3);
  });

  it("ends if the queue does not answer, and says why", async () => {
    const quarantine = createQuarantine(["good"]);
    const { end } = await walk(quarantine, { respond: () => fault("AccessDenied", 403) });
    expect(await end).toMatchObject({ reason: "unreachable", cause: "AccessDenied" });
  });

  it("says what was sent on and could not be removed; the next run finds a duplicate and removes it", async () => {
    const quarantine = createQuarantine(["good"]);
    const respond: Respond = (call) =>
      call.operation === "DeleteMessageBatch" ? fault("AccessDenied", 403) : quarantine.respond(call);
    const first = await walk(quarantine, { respond });
    await first.end;
    expect(first.results).toMatchObject([{ response: { outcome: "accepted" }, isRemoved: false }]);
    const second = await walk(quarantine);
    await second.end;
    expect(second.results).toMatchObject([{ response: { outcome: "duplicate" }, isRemoved: true }]);
    expect(quarantine.accepted).toHaveLength(1);
  });

  it("says how many it could not make visible, after one attempt", async () => {
    const quarantine = createQuarantine(many(25, "bad"));
    const respond: Respond = (call) =>
      call.operation === "ChangeMessageVisibilityBatch"
        ? fault("AccessDenied", 403)
        : quarantine.respond(call);
    const { end, wire } = await walk(quarantine, { respond });
    expect(await end).toEqual({ reason: "walked", leftHidden: 25 });
    expect(callsOf(wire, "ChangeMessageVisibilityBatch")).toBe(1);
  });

  const kinds = fc.array(fc.constantFrom<Kind>("good", "bad", "foreign"), { maxLength: 25 });
  const interruption = fc.record({
    atCall: fc.integer({ min: 1, max: 40 }),
    how: fc.constantFrom(
      "asked to stop",
      "killed before the call arrives",
      "killed before its answer arrives",
    ),
    pageSize: fc.integer({ min: 1, max: 10 }),
  });

  it("loses nothing and sends nothing twice, wherever it is interrupted, and the next run does the rest", async () => {
    await fc.assert(
      fc.asyncProperty(kinds, interruption, async (given, { atCall, how, pageSize }) => {
        const quarantine = createQuarantine(given, pageSize);
        const { promise: killed, resolve: kill } = Promise.withResolvers<void>();
        let calls = 0;
        const respond: Respond = (call) => {
          calls += 1;
          if (how === "asked to stop" || calls < atCall) return quarantine.respond(call);
          if (calls === atCall && how === "killed before its answer arrives") quarantine.respond(call);
          kill();
          return "silence";
        };
        const isStopped = () => how === "asked to stop" && calls >= atCall;
        const first = await walk(quarantine, { respond, isStopped });
        await Promise.race([first.end, killed]);

        const kept = new Set([...quarantine.onQueue(), ...quarantine.accepted]);
        expect(kept.size).toBe(given.length);
        if (how === "asked to stop") expect(quarantine.visible()).toBe(quarantine.onQueue().length);

        quarantine.clock.advance(hiddenSeconds * 1000);
        const second = await walk(quarantine);
        expect(await second.end).toEqual({ reason: "walked", leftHidden: 0 });
        expect(quarantine.accepted.toSorted()).toEqual(quarantine.ids("good").toSorted());
        const left = [...quarantine.ids("bad"), ...quarantine.ids("foreign")];
        expect(quarantine.onQueue().toSorted()).toEqual(left.toSorted());
        expect(quarantine.visible()).toBe(left.length);
      }),
      { numRuns: 100 },
    );
  });
});
