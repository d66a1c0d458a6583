import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTimeBudget, maxMs, responseDeadline, timedSteps } from "../../../lib/intake/time-budget.ts";

const start = new Date("2026-11-21T09:30:00.000Z");
const later = (ms: number) => new Date(start.getTime() + ms);

describe("answerTime", () => {
  it("leaves half a second of the five that an answer may take", () => {
    expect(responseDeadline(start, 15_000)).toEqual(later(4500));
  });

  it("leaves a function with less time the last 300 ms of it", () => {
    expect(responseDeadline(start, 3000)).toEqual(later(2700));
  });
});

describe("createTimeBudget", () => {
  it("gives every step all of its time at the beginning", () => {
    const timeFor = createTimeBudget(later(4500), () => start);
    for (const step of timedSteps) expect(timeFor(step), step).toBe(maxMs[step]);
  });

  it("shares out what is left when every step takes as long as it may", () => {
    let nowMs = 0;
    const timeFor = createTimeBudget(later(4500), () => later(nowMs));
    const taken = (["secret", "secret", "check", "send", "defer"] as const).map((step) => {
      const ms = timeFor(step);
      nowMs += ms;
      return ms;
    });
    expect(taken).toEqual([2000, 700, 500, 700, 600]);
    expect(nowMs).toBe(4500);
  });

  it("leaves outbox its 600 ms, and ends in time, whatever the steps before it took", () => {
    const spent = fc.double({ min: 0, max: 1, noNaN: true });
    const order = ["secret", "secret", "check", "send"] as const;
    fc.assert(
      fc.property(
        fc.tuple(spent, spent, spent, spent),
        fc.integer({ min: 2400, max: 4500 }),
        (shares, totalMs) => {
          let nowMs = 0;
          const timeFor = createTimeBudget(later(totalMs), () => later(nowMs));
          for (const [at, step] of order.entries()) nowMs += Math.ceil(timeFor(step) * (shares[at] ?? 0));
          const deferMs = timeFor("defer");
          expect(deferMs).toBeGreaterThanOrEqual(590);
          expect(nowMs + deferMs).toBeLessThanOrEqual(totalMs);
        },
      ),
    );
  });

  it("gives a step a millisecond when the time is over, so that it fails instead of waiting for ever", () => {
    const timeFor = createTimeBudget(start, () => later(1000));
    for (const step of timedSteps) expect(timeFor(step)).toBe(1);
  });
});
