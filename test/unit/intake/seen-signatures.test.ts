import { expect, it } from "vitest";
import { compareWithSeen, isKnown, type SeenSignature } from "../../../lib/intake/seen-signatures.ts";

const now = new Date("2026-11-21T00:00:00Z");
const seen = (changes: Partial<SeenSignature> = {}): SeenSignature => ({
  ...{ signature: "s", body: "b", id: "i", isSent: true },
  until: new Date(now.getTime() + 1),
  ...changes,
});

it.each<readonly [string, string, readonly SeenSignature[]]>([
  ["nothing was seen", "new", []],
  ["the same was seen", "duplicate", [seen()]],
  ["the same and an altered copy were seen", "duplicate", [seen({ body: "c" }), seen()]],
  ["another body was seen", "altered", [seen({ body: "c", id: "j" })]],
  ["another body was seen long ago", "altered", [seen({ body: "c", id: "j", until: now })]],
  ["the id was seen under another signature", "duplicate", [seen({ signature: "t" })]],
  ["the body was seen under another signature and id", "new", [seen({ signature: "t", id: "j" })]],
  ["the same was seen, and its time is over", "new", [seen({ until: now })]],
])("if %s, compareWithSeen says %s", (_, result, before) => {
  expect(compareWithSeen({ signature: "s", body: "b", id: "i" }, before, now)).toBe(result);
});

it("isKnown ends with the key's time", () => {
  expect(isKnown("i", [seen({ until: now })], now)).toBe(false);
  expect(isKnown("i", [seen()], now)).toBe(true);
});
