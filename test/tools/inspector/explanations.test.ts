import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { type Explained, explain } from "../../../infra/inspector/explanations.ts";
import type { IntakeErrorCode } from "../../../lib/delivery/intake-error.ts";
import type { RefusalCode } from "../../../lib/delivery/response.ts";

/** Every code, written down once more: with one that is new, this does not compile. */
const refusals = {
  credential_missing: true,
  credential_mismatch: true,
  signature_missing: true,
  signature_mismatch: true,
  token_invalid: true,
  token_expired: true,
  address_not_allowed: true,
  address_private: true,
  certificate_missing: true,
  certificate_not_pinned: true,
  certificate_expired: true,
  authentication_undecided: true,
  verification_failed: true,
  body_too_large: true,
} satisfies Record<RefusalCode, true>;
const failures = {
  configuration_invalid: true,
  secret_unavailable: true,
  secret_unusable: true,
  stores_unavailable: true,
  unexpected: true,
} satisfies Record<IntakeErrorCode, true>;

const all: readonly Explained[] = [
  ...Object.keys(refusals).map((code) => ({ outcome: "refused", code, isSent: false }) as const),
  ...Object.keys(failures).map((code) => ({ outcome: "failed", code, isSent: false }) as const),
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

  it("names the fault that a store had", () => {
    expect(explain({ outcome: "accepted", isSent: true, tableFault: "TimeoutError" })).toContain(
      "(TimeoutError)",
    );
  });

  it("lists three of many issues, a schema's own rule by its name", () => {
    const issues = [
      { code: "missing", path: "body.a" },
      { code: "regex", path: "body.b" },
      { code: "wrong_type", path: "body.c" },
      { code: "missing", path: "body.d" },
      { code: "missing", path: "body.e" },
    ];
    const text = explain({ outcome: "quarantined", isSent: true, issues });
    expect(text).toMatch(/missing: body\.a; .*\(regex\): body\.b; .*type: body\.c; 2 more\)/);
    expect(text).not.toMatch(/body\.[de]/);
  });

  it("says of a check without a name what it may be about", () => {
    const issues = [{ code: "check", path: "requestId" }];
    expect(explain({ outcome: "quarantined", isSent: true, issues })).toBe(
      "Authentic, but not understood (a field is missing or not valid: requestId). The quarantine keeps it whole.",
    );
  });

  it("is there for a code of a later version as well", () => {
    for (const outcome of ["refused", "failed"] as const)
      expect(explain({ outcome, code: "constructor", isSent: false })).toMatch(/^The function .*\.$/);
  });
});
