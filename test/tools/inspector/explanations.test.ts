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

  it("lists three of many issues, a schema's own rule by its name", () => {
    const issues = [
      { code: "missing", path: "body.a" },
      { code: "regex", path: "body.b" },
      { code: "check", path: "requestId" },
      { code: "missing", path: "body.d" },
      { code: "missing", path: "body.e" },
    ];
    const text = explain({ outcome: "quarantined", isSent: true, issues });
    expect(text).toMatch(
      /missing: body\.a; .*\(regex\): body\.b; a field is missing or not valid: requestId; 2 more\)/,
    );
    expect(text).not.toMatch(/body\.[de]/);
  });

  it("is there for a code of a later version as well", () => {
    for (const outcome of ["refused", "failed"] as const)
      expect(explain({ outcome, code: "constructor", isSent: false })).toMatch(/^The function .*\.$/);
  });
});
