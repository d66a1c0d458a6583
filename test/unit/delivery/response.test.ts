import { expect, it } from "vitest";
import { type RefusalCode, refusalResponse } from "../../../lib/delivery/response.ts";

const challenge = 'Basic realm="notifications"';
const credentials = ["credential_missing", "credential_mismatch", "token_invalid", "token_expired"] as const;
const signatures = ["signature_missing", "signature_mismatch"] as const;
const addresses = ["address_not_allowed", "address_private"] as const;
const certificates = ["certificate_missing", "certificate_not_pinned", "certificate_expired"] as const;
const others = ["authentication_undecided", "verification_failed"] as const;

// The design: credentials 401, address or certificate 403, size 413.
it.each<readonly [number, readonly RefusalCode[]]>([
  [401, [...credentials, ...signatures]],
  [403, [...addresses, ...certificates, ...others]],
  [413, ["body_too_large"]],
])("refusals are one problem document of %i, which never tells what failed of %j", (status, codes) => {
  const responses = codes.map((code) => refusalResponse(code, challenge));
  const headers = {
    // RFC 9457, section 3.
    "content-type": "application/problem+json",
    // RFC 9110, section 15.5.2: a 401 must name its scheme.
    ...(status === 401 ? { "www-authenticate": challenge } : {}),
  };
  const body = responses[0]?.body ?? "";
  expect(JSON.parse(body)).toMatchObject({ type: "about:blank", status });
  expect(responses).toEqual(codes.map(() => ({ status, headers, body })));
});
