import { describe, expect, it } from "vitest";
import { spansOf } from "../../../infra/inspector/page/step-spans.ts";

describe("the steps of a delivery", () => {
  const untaken = {
    secretMs: undefined,
    checkMs: undefined,
    sendMs: undefined,
    recordMs: undefined,
    deferMs: undefined,
  };
  const result = { outcome: "accepted", explanation: "", durationMs: 20 } as const;

  it("follow one another, and end with the function's own work", () => {
    const steps = { ...untaken, checkMs: 5, sendMs: 8, recordMs: 4 };
    expect(spansOf({ ...result, steps })).toEqual([
      { name: "check", startMs: 0, lastedMs: 5 },
      { name: "send", startMs: 5, lastedMs: 8 },
      { name: "record", startMs: 13, lastedMs: 4 },
      { name: "own work", startMs: 17, lastedMs: 3 },
    ]);
  });

  it("begin before the delivery where the secret was read ahead of it", () => {
    const steps = { ...untaken, secretMs: 45, checkMs: 5 };
    expect(spansOf({ ...result, steps })).toEqual([
      { name: "secret", startMs: -30, lastedMs: 45 },
      { name: "check", startMs: 15, lastedMs: 5 },
      { name: "own work", startMs: 20, lastedMs: 0 },
    ]);
  });

  it("never leave less than nothing for it, however they were rounded", () => {
    const steps = { ...untaken, checkMs: 21 };
    expect(spansOf({ ...result, steps }).at(-1)).toEqual({ name: "own work", startMs: 21, lastedMs: 0 });
  });
});
