import { describe, expect, it } from "vitest";
import { type RefusalCode, refusalResponse, unavailableResponse } from "../../../lib/delivery/response.ts";

const challenge = 'Basic realm="notifications"';

// The design: credentials 401, address or certificate 403, size 413.
const codes: readonly (readonly [RefusalCode, number])[] = [
  ["credential_missing", 401],
  ["credential_mismatch", 401],
  ["signature_missing", 401],
  ["signature_mismatch", 401],
  ["token_invalid", 401],
  ["token_expired", 401],
  ["address_not_allowed", 403],
  ["address_private", 403],
  ["certificate_missing", 403],
  ["certificate_not_pinned", 403],
  ["certificate_expired", 403],
  ["authentication_undecided", 403],
  ["verification_failed", 403],
  ["body_too_large", 413],
];

describe("refusalResponse", () => {
  it.each(codes)("answers %s with %i as a problem document", (code, expected) => {
    const { status, headers, body } = refusalResponse(code, challenge);
    expect(status).toBe(expected);
    expect(headers).toEqual({
      // RFC 9457, section 3.
      "content-type": "application/problem+json",
      // RFC 9110, section 15.5.2: a 401 must name its scheme.
      ...(expected === 401 ? { "www-authenticate": challenge } : {}),
    });
    expect(JSON.parse(body)).toMatchObject({ type: "about:blank", status });
  });

  it("gives one text per status, so that an answer never tells which check failed", () => {
    const texts = new Map(codes.map(([code, status]) => [refusalResponse(code, challenge).body, status]));
    expect([...texts.values()].toSorted()).toEqual([401, 403, 413]);
  });
});

it("unavailableResponse asks for a retry with a whole number of seconds", () => {
  const { status, headers, body } = unavailableResponse();
  expect(status).toBe(503);
  // RFC 9110, section 10.2.3: delay-seconds is a non-negative integer.
  expect(headers["retry-after"]).toMatch(/^\d+$/);
  expect(JSON.parse(body)).toMatchObject({ type: "about:blank", status: 503 });
});
