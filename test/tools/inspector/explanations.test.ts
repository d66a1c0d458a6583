import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { codes, type Explained, explain } from "../../../infra/inspector/explanations.ts";

const all: readonly Explained[] = [
  ...Object.keys(codes).map((code) => ({ outcome: "refused", code, isSent: false }) as const),
  { outcome: "accepted", isSent: true },
  { outcome: "accepted", isSent: true, repeatable: true },
  { outcome: "accepted", isSent: true, tableFault: "TimeoutError" },
  { outcome: "duplicate", isSent: true },
  { outcome: "deferred", isSent: false, cause: "TimeoutError" },
  { outcome: "deferred", isSent: true },
  { outcome: "quarantined", isSent: true, issues: [{ code: "invalid_json" }] },
];

describe("an explanation", () => {
  it("is another one for everything that can happen, one or two sentences long, and of no vendor", () => {
    const texts = all.map(explain);
    expect(new Set(texts).size).toBe(all.length);
    for (const text of texts) {
      expect(text).toMatch(/^[A-Z][^\n]{10,160}\.$/);
      for (const { id } of vendors) expect(text.toLowerCase()).not.toContain(id);
    }
  });

  it("lists three of many issues", () => {
    const issues = ["missing", "wrong_type", "check", "missing", "regex"];
    const paths = issues.map((code, index) => ({ code, path: `body.${index}` }));
    const text = explain({ outcome: "quarantined", isSent: true, issues: paths });
    expect(text).toContain("(missing: body.0; wrong type: body.1; check: body.2; 2 more)");
  });

  it("is there for a code of a later version as well", () => {
    for (const outcome of ["refused", "failed"] as const)
      expect(explain({ outcome, code: "constructor", isSent: false })).toMatch(/^The function .*\.$/);
  });
});
