import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalInConstantTime } from "../../../lib/authentication/constant-time.ts";
import { anyText } from "../arbitraries.ts";

describe("equalInConstantTime", () => {
  it("says what === says, of any two texts", () => {
    fc.assert(
      fc.property(anyText, anyText, fc.boolean(), (first, second, isSame) => {
        const compared = isSame ? `${first}` : second;
        expect(equalInConstantTime(first, compared)).toBe(first === compared);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["", "a"],
    ["a", "aa"],
    ["a", "a\0"],
    ["\ud800", "\udfff"],
    ["\ud800", "\ufffd"],
    ["\u00e9", "e\u0301"],
  ])("tells %j from %j", (first, second) => {
    expect(equalInConstantTime(first, second)).toBe(false);
    expect(equalInConstantTime(second, first)).toBe(false);
  });
});
