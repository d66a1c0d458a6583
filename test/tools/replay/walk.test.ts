import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hiddenSeconds, type ReplayResult } from "../../../infra/replay/replay-walk.ts";
import { createQuarantine, type Kind, walk } from "./memory-quarantine.ts";

const outcomesOf = (results: readonly ReplayResult[]) => results.map(({ response }) => response.outcome);
const minute = 60_000;
const many = (count: number, kind: Kind) => Array.from({ length: count }, () => kind);
const failed = { outcome: "failed", cause: "TooManyRequestsException" } as const;
const walked = { reason: "walked", leftHidden: 0 };

describe("a walk through the quarantine", () => {
  it.each([
    ["removes", "accepted", 0],
    ["removes", "duplicate", 0],
    ["removes", "deferred", 0],
    ["leaves", "quarantined", 1],
    ["leaves", "understood", 1],
    ["leaves", "unreadable", 1],
    ["leaves", "failed", 1],
  ] as const)("%s what is %s", async (_, outcome, left) => {
    const quarantine = createQuarantine(["good"]);
    await walk(quarantine, { replay: async () => ({ outcome }) });
    expect([quarantine.onQueue().length, quarantine.visible()]).toEqual([left, left]);
  });

  it("meets every message once, however many there are and however few SQS gives at a time", async () => {
    const quarantine = createQuarantine([...many(12, "bad"), ...many(13, "good")], 3);
    const { end, results } = await walk(quarantine);
    expect(end).toEqual(walked);
    expect(results).toHaveLength(25);
    expect(quarantine.visible()).toBe(12);
  });

  it("invokes nothing for unwanted deliveries, nor for foreign messages", async () => {
    const quarantine = createQuarantine(["good", "foreign"]);
    const replay = () => Promise.reject(new Error("invoked"));
    const { end, results } = await walk(quarantine, { isWanted: () => false, replay });
    expect(end).toEqual(walked);
    expect(outcomesOf(results)).toEqual(["skipped", "unreadable"]);
    expect(quarantine.visible()).toBe(2);
  });

  it.each([
    ["keeps what it has been through hidden for as long as it lasts", 8, 6],
    ["ends when it meets a message again", 20, 1],
  ])("%s", async (_, minutes, met) => {
    const quarantine = createQuarantine(many(6, "bad"), 1);
    const results: ReplayResult[] = [];
    const onResult = (result: ReplayResult) => {
      results.push(result);
      quarantine.clock.advance(minutes * minute);
    };
    expect((await walk(quarantine, { onResult })).end).toMatchObject({ reason: "walked" });
    expect(results).toHaveLength(met);
    expect(quarantine.visible()).toBe(6);
  });

  it("goes on for as long as failures do not come in a row", async () => {
    const quarantine = createQuarantine(many(20, "good"), 1);
    let invocations = 0;
    const { end } = await walk(quarantine, {
      async replay(...call) {
        invocations += 1;
        return invocations % 2 === 0 ? quarantine.replay(...call) : failed;
      },
    });
    expect(end).toEqual(walked);
    expect([quarantine.accepted.size, quarantine.visible()]).toEqual([10, 10]);
  });

  it("ends after five failures in a row, and says why", async () => {
    const quarantine = createQuarantine(many(30, "good"), 2);
    const { end, results } = await walk(quarantine, { replay: async () => failed });
    expect(end).toEqual({ reason: "failing", cause: failed.cause, leftHidden: 0 });
    // Five, and the sixth of the same page.
    expect(results).toHaveLength(6);
    expect(quarantine.visible()).toBe(30);
  });

  it("begins nothing more when it is stopped while it waits for messages", async () => {
    const quarantine = createQuarantine(many(3, "good"));
    const isStopped = () => quarantine.visible() < 3;
    const { end, results } = await walk(quarantine, { isStopped });
    expect(end).toEqual({ reason: "stopped", leftHidden: 0 });
    expect(results).toEqual([]);
    expect(quarantine.visible()).toBe(3);
  });

  it("ends if the queue does not answer, and says why", async () => {
    const quarantine = createQuarantine(["good"]);
    const receive = () => Promise.reject(Object.assign(new Error("no"), { name: "AccessDenied" }));
    const { end } = await walk(quarantine, { queue: { ...quarantine.queue, receive } });
    expect(end).toEqual({ reason: "unreachable", cause: "AccessDenied", leftHidden: 0 });
  });

  it("says what was sent on and could not be removed; the next run finds a duplicate and removes it", async () => {
    const quarantine = createQuarantine(["good"]);
    const remove = async () => new Set<string>();
    const first = await walk(quarantine, { queue: { ...quarantine.queue, remove } });
    expect(first.results).toMatchObject([{ response: { outcome: "accepted" }, isRemoved: false }]);
    const second = await walk(quarantine);
    expect(second.results).toMatchObject([{ response: { outcome: "duplicate" }, isRemoved: true }]);
  });

  it("says how many it could not make visible", async () => {
    const quarantine = createQuarantine(many(25, "bad"));
    const hide = async () => new Set<string>();
    const { end } = await walk(quarantine, { queue: { ...quarantine.queue, hide } });
    expect(end).toEqual({ reason: "walked", leftHidden: 25 });
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
        const { queue, replay, clock, accepted } = quarantine;
        const { promise: killed, resolve: kill } = Promise.withResolvers<undefined>();
        let calls = 0;
        const interrupted =
          <Input extends unknown[], Output>(call: (...input: Input) => Promise<Output>) =>
          async (...input: Input): Promise<Output> => {
            calls += 1;
            if (how === "asked to stop" || calls < atCall) return call(...input);
            if (calls === atCall && how === "killed before its answer arrives") await call(...input);
            kill(undefined);
            return Promise.withResolvers<never>().promise;
          };
        const first = walk(quarantine, {
          queue: {
            ...queue,
            receive: interrupted(queue.receive),
            remove: interrupted(queue.remove),
            hide: interrupted(queue.hide),
          },
          replay: interrupted(replay),
          isStopped: () => how === "asked to stop" && calls >= atCall,
        });
        await Promise.race([first, killed]);

        expect(new Set([...quarantine.onQueue(), ...accepted]).size).toBe(given.length);
        if (how === "asked to stop") expect(quarantine.visible()).toBe(quarantine.onQueue().length);

        clock.advance(hiddenSeconds * 1000);
        expect((await walk(quarantine)).end).toEqual(walked);
        expect([...accepted].toSorted()).toEqual(quarantine.ids("good").toSorted());
        const left = [...quarantine.ids("bad"), ...quarantine.ids("foreign")];
        expect(quarantine.onQueue().toSorted()).toEqual(left.toSorted());
        expect(quarantine.visible()).toBe(left.length);
      }),
      { numRuns: 300 },
    );
  });
});
