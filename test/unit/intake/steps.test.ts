import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSteps, maxMs, type StepName, stepNames } from "../../../lib/intake/steps.ts";

/** The clock advances with each call. */
function setUp(remainingMs: number) {
  let nowMs = 0;
  const { run, tookMs } = createSteps(remainingMs, () => nowMs);
  /** The call's limit, of which it takes a share. */
  const limitOf = (step: StepName, share = 0) =>
    run(step, async (withinMs) => {
      nowMs += Math.ceil(withinMs * share);
      return withinMs;
    });
  const spend = (ms: number) => {
    nowMs += ms;
  };
  return { run, tookMs, limitOf, spend, spentMs: () => nowMs };
}

describe("the limit of a call", () => {
  it.each(stepNames)("is all the time of its step at the beginning: %s", async (step) => {
    expect(await setUp(15_000).limitOf(step)).toBe(maxMs[step]);
  });

  it.each([
    ["half a second of the five in which a vendor has its response", 15_000, 4400],
    ["300 ms of a function with less time", 3000, 2600],
  ])("leaves the last %s", async (_, remainingMs, spentMs) => {
    const { limitOf, spend } = setUp(remainingMs);
    spend(spentMs);
    expect(await limitOf("record")).toBe(100);
  });

  it("shares out what is left when every call takes as long as it may", async () => {
    const { limitOf, spentMs } = setUp(15_000);
    const limits: number[] = [];
    for (const step of ["secret", "secret", "check", "send", "defer"] as const)
      limits.push(await limitOf(step, 1));
    expect(limits).toEqual([2000, 700, 500, 700, 600]);
    expect(spentMs()).toBe(4500);
  });

  it("leaves the outbox its 600 ms, and ends in time, whatever the calls before it took", async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const shares = fc.tuple(share, share, share, share);
    await fc.assert(
      fc.asyncProperty(shares, fc.integer({ min: 2400, max: 4500 }), async (taken, totalMs) => {
        const { limitOf, spentMs } = setUp(totalMs + 300);
        await limitOf("secret", taken[0]);
        await limitOf("secret", taken[1]);
        await limitOf("check", taken[2]);
        await limitOf("send", taken[3]);
        const deferMs = await limitOf("defer");
        expect(deferMs).toBeGreaterThanOrEqual(590);
        expect(spentMs() + deferMs).toBeLessThanOrEqual(totalMs);
      }),
    );
  });

  it.each(stepNames)("is a millisecond when the time is over, so that it fails: %s", async (step) => {
    const { limitOf, spend } = setUp(300);
    spend(1000);
    expect(await limitOf(step)).toBe(1);
  });
});

describe("the time of a step", () => {
  it("is that of its calls together, in whole milliseconds, and none without a call", async () => {
    const { run, tookMs, spend } = setUp(15_000);
    expect(await run("check", async () => spend(2.2))).toBeUndefined();
    expect(await run("check", async () => "found")).toBe("found");
    await run("check", async () => spend(3));
    await run("send", async () => spend(0));
    expect(tookMs).toEqual({ check: 5, send: 0 });
  });

  it("is kept of a call that fails, with its error", async () => {
    const { run, tookMs, spend } = setUp(15_000);
    const failing = run("secret", async () => {
      spend(7);
      throw new Error("out");
    });
    await expect(failing).rejects.toThrow("out");
    expect(tookMs).toEqual({ secret: 7 });
  });
});
