import fc from "fast-check";
import { expect, it } from "vitest";
import { equalInConstantTime } from "../../../lib/authentication/constant-time.ts";
import { anyText } from "../arbitraries.ts";

const unlike: readonly (readonly [string, string])[] = [
  ["", "a"],
  ["a", "aa"],
  ["a", "a\0"],
  ["\ud800", "\udfff"],
  ["\ud800", "\ufffd"],
  ["\u00e9", "e\u0301"],
];

it("equalInConstantTime says what === says, of any two texts", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.boolean(), (first, second, isSame) => {
      const compared = isSame ? `${first}` : second;
      expect(equalInConstantTime(first, compared)).toBe(first === compared);
      expect(equalInConstantTime(compared, first)).toBe(first === compared);
    }),
    { numRuns: 1000, examples: unlike.map(([first, second]) => [first, second, false]) },
  );
});
