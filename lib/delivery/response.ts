export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why a delivery is refused unstored. Logs and metrics use these codes. */
export type RefusalCode =
  | "credential_missing"
  | "credential_mismatch"
  | "signature_missing"
  | "signature_mismatch"
  | "token_invalid"
  | "token_expired"
  | "address_not_allowed"
  /** Not an internet address: a proxy hid the caller's. */
  | "address_private"
  | "certificate_missing"
  | "certificate_not_pinned"
  | "certificate_expired"
  | "authentication_undecided"
  /** A check threw. */
  | "verification_failed"
  | "body_too_large";

const statuses = {
  credential_missing: 401,
  credential_mismatch: 401,
  signature_missing: 401,
  signature_mismatch: 401,
  token_invalid: 401,
  token_expired: 401,
  address_not_allowed: 403,
  address_private: 403,
  certificate_missing: 403,
  certificate_not_pinned: 403,
  certificate_expired: 403,
  authentication_undecided: 403,
  verification_failed: 403,
  body_too_large: 413,
} as const satisfies Record<RefusalCode, number>;

/**
 * One fixed text per status (RFC 9457). A prober never learns which check failed. 400 is missing: FrankieOne drops a
 * notification for good after a 400.
 */
const problems = {
  401: ["Unauthorized", "The delivery does not prove who sent it."],
  403: ["Forbidden", "The delivery does not come from where this source's deliveries come from."],
  413: ["Content Too Large", "The delivery is larger than this source's deliveries may be."],
  503: ["Service Unavailable", "The delivery was not taken in. Please send it again."],
} as const satisfies Record<number, readonly [title: string, detail: string]>;

type ProblemStatus = keyof typeof problems;

const retryAfterSeconds = 30;

export function refusalResponse(code: RefusalCode, challenge: string): HttpResponse {
  const status = statuses[code];
  // A 401 names its scheme (RFC 9110, section 15.5.2).
  return problemResponse(status, status === 401 ? { "www-authenticate": challenge } : {});
}

/** Nothing was stored, so the vendor can retry. */
export function unavailableResponse(): HttpResponse {
  return problemResponse(503, { "retry-after": String(retryAfterSeconds) });
}

function problemResponse(status: ProblemStatus, headers: Record<string, string>): HttpResponse {
  const [title, detail] = problems[status];
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({ type: "about:blank", title, status, detail }),
  };
}
