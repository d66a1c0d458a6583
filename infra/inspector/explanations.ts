import type { IntakeErrorCode } from "../../lib/delivery/intake-error.ts";
import type { RefusalCode } from "../../lib/delivery/response.ts";
import type { LoggedDelivery } from "../local/functions/log-line.ts";

type Logged = Pick<LoggedDelivery, "outcome" | "code" | "repeatable" | "tableFault" | "cause">;

/** What the function logged, and what is known of the message. */
export interface Explained extends Logged {
  readonly issues?: readonly ExplainedIssue[] | undefined;
  /** A queue has taken the message. */
  readonly isSent: boolean;
}

export interface ExplainedIssue {
  readonly code: string;
  readonly path?: string | undefined;
}

export const codes = {
  credential_missing: "The request has no credentials.",
  credential_mismatch: "The credentials do not match this source's secret.",
  signature_missing: "The request has no readable signature.",
  signature_mismatch:
    "The signature does not fit the body: the secret is another one, or the body was changed.",
  token_invalid: "The token is expired, from another issuer, or signed with another key.",
  token_expired: "The session's token has expired.",
  address_not_allowed: "The caller's address is not one of this source's.",
  address_private: "The caller's address is private: a proxy or the gateway hides the real one.",
  certificate_missing: "The caller sent no client certificate.",
  certificate_not_pinned: "This source does not trust the caller's client certificate.",
  certificate_expired: "The caller's client certificate is not valid at this time.",
  authentication_undecided: "No authentication is configured for this source, so it refuses every request.",
  verification_failed: "The check of the sender failed with an error, so the request counts as forged.",
  body_too_large: "The body is larger than a notification may be.",
  configuration_invalid: "The function's settings are not valid. The vendor sends again.",
  secret_unavailable: "The function could not read the source's secret. The vendor sends again.",
  secret_unusable: "The source's secret has the wrong form. The vendor sends again.",
  stores_unavailable:
    "Neither the queue nor the table took it. Nothing is stored, and the vendor sends again.",
  unexpected: "The function failed. Nothing is half-done, and the vendor sends again.",
} as const satisfies Record<RefusalCode | IntakeErrorCode, string>;

const outcomes = {
  accepted: explainAccepted,
  duplicate: () => "This notification was sent before. It is acknowledged and not sent again.",
  quarantined: ({ issues = [] }) =>
    `Authentic, but not understood${explainIssues(issues)}. The quarantine keeps it whole.`,
  deferred: ({ isSent, cause }) =>
    isSent
      ? `The queue did not take it${named(cause)}, so it was deferred. The queue has it now.`
      : `The queue did not take it${named(cause)}. It waits in the outbox until the relay sends it.`,
  refused: ({ code }) => textOf(codes, code) ?? "The function refused it and stored nothing.",
  failed: ({ code }) => textOf(codes, code) ?? "The function did not take it. The vendor sends again.",
} as const satisfies Record<Logged["outcome"], (explained: Explained) => string>;

export function explain(explained: Explained): string {
  return outcomes[explained.outcome](explained);
}

const maxIssues = 3;

/** In parentheses, for the middle of a sentence. Empty without issues. */
export function explainIssues(issues: readonly ExplainedIssue[]): string {
  if (issues.length === 0) return "";
  const texts = issues.slice(0, maxIssues).map(({ code, path }) => {
    const text = code.replaceAll("_", " ");
    return path === undefined ? text : `${text}: ${path}`;
  });
  const more = issues.length > maxIssues ? [`${issues.length - maxIssues} more`] : [];
  return ` (${[...texts, ...more].join("; ")})`;
}

function explainAccepted({ tableFault, repeatable }: Explained): string {
  if (tableFault !== undefined)
    return `Its event is sent. The table did not answer${named(tableFault)}, so FIFO deduplication alone drops repeats for five minutes.`;
  if (repeatable)
    return "Its event is sent. Two notifications of this kind can be alike, so each delivery is sent.";
  return "Authentic and understood. Its event is sent.";
}

function named(cause: string | undefined): string {
  return cause === undefined ? "" : ` (${cause})`;
}

function textOf(texts: Readonly<Record<string, string>>, code = ""): string | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
