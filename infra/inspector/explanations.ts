import type { IntakeErrorCode } from "../../lib/delivery/intake-error.ts";
import type { RefusalCode } from "../../lib/delivery/response.ts";
import type { Receipt } from "../../lib/intake/receipt.ts";
import type { IssueCode } from "../../lib/source/quarantine.ts";

/** What an explanation rests on: what the function logged, and what is known of the message. */
export interface Explained {
  readonly outcome: Receipt["outcome"];
  readonly code?: string | undefined;
  readonly repeatable?: boolean | undefined;
  readonly tableFault?: string | undefined;
  readonly cause?: string | undefined;
  /** Of a message that a queue took. */
  readonly issues?: readonly ExplainedIssue[] | undefined;
  readonly isSent: boolean;
}

export interface ExplainedIssue {
  readonly code: string;
  readonly path?: string | undefined;
}

const refusals = {
  credential_missing: "It came without the credentials that this source asks for.",
  credential_mismatch: "Its credentials are not the ones that this source's secret holds.",
  signature_missing: "No signature could be read in it.",
  signature_mismatch: "Its signature does not fit what it says: it was made with another secret, or changed.",
  token_invalid: "Its token is expired, from another issuer, or signed with another key.",
  token_expired: "Its token was minted for a session, and the token's time is over.",
  address_not_allowed: "It came from an address that is not one of this source's.",
  address_private: "It came from a private address: a proxy or the gateway hid the caller's.",
  certificate_missing: "It came without a client certificate.",
  certificate_not_pinned: "Its client certificate is not one that this source is bound to.",
  certificate_expired: "Its client certificate is not valid at this time.",
  authentication_undecided:
    "Nobody has chosen yet how this source's vendor proves itself, so it refuses everything.",
  verification_failed: "A check of its sender broke off with an error, so it counts as not authentic.",
  body_too_large: "Its body is larger than a notification may be.",
} as const satisfies Record<RefusalCode, string>;

const failures = {
  configuration_invalid: "The function's settings cannot be used, so the vendor is asked to send it again.",
  secret_unavailable: "The source's secret could not be read, so the vendor is asked to send it again.",
  secret_unusable: "The source's secret is not as it has to be, so the vendor is asked to send it again.",
  stores_unavailable:
    "Neither the queue nor the table took it: nothing is stored, and the vendor is asked to send it again.",
  unexpected:
    "Something broke in the function: nothing is half-done, and the vendor is asked to send it again.",
} as const satisfies Record<IntakeErrorCode, string>;

const issueTexts = {
  invalid_utf8: "the body is not UTF-8",
  invalid_json: "the body is not JSON",
  too_deep: "the body is nested too deeply",
  not_an_object: "the body is JSON, but no object",
  altered_copy:
    "its signature came before with another body, so one of the two is forged, or the vendor did not sign anew",
  stale: "its signed time is too old: it could not be told from a repeat",
  ahead: "its signed time is in the future",
  event_too_large: "its event would not fit into a message",
  missing: "a field that it needs is missing",
  wrong_type: "a field has another type than it needs",
  /** A field that has to be there if another is not, so no schema of its own can say that it is missing. */
  check: "a field is missing, or not as it has to be",
  unexpected: "reading it tripped over a mistake of the intake's",
} as const satisfies Record<IssueCode | "check", string>;

const outcomes = {
  accepted: explainAccepted,
  duplicate: () => "This notification was sent on before: it is acknowledged, and not sent again.",
  quarantined: ({ issues = [] }) =>
    `Authentic, but not understood${explainIssues(issues)}: it is kept whole, in quarantine.`,
  deferred: ({ isSent, cause }) =>
    isSent
      ? `The queue did not take it${named(cause)}, so its message was deferred in the table; the queue has it now.`
      : `The queue did not take it${named(cause)}, so its message waits in the table until the relay sends it.`,
  refused: ({ code }) => sentence(refusals, code) ?? "It was turned away before anything was stored.",
  failed: ({ code }) =>
    sentence(failures, code) ?? "It was not taken in; the vendor is asked to send it again.",
} as const satisfies Record<Receipt["outcome"], (explained: Explained) => string>;

/** One sentence for a person: what became of a delivery, and why. */
export function explain(explained: Explained): string {
  return outcomes[explained.outcome](explained);
}

export function isOutcome(value: unknown): value is Receipt["outcome"] {
  return typeof value === "string" && Object.hasOwn(outcomes, value);
}

const maxIssues = 3;

/** What is wrong, in the middle of a sentence: empty if nobody said. */
export function explainIssues(issues: readonly ExplainedIssue[]): string {
  if (issues.length === 0) return "";
  const texts = issues.slice(0, maxIssues).map(explainIssue);
  const more = issues.length > maxIssues ? [`${issues.length - maxIssues} more`] : [];
  return ` (${[...texts, ...more].join("; ")})`;
}

function explainIssue({ code, path }: ExplainedIssue): string {
  const text = sentence(issueTexts, code) ?? `a field is not as it has to be (${code})`;
  return path === undefined ? text : `${text}: ${path}`;
}

function explainAccepted({ tableFault, repeatable }: Explained): string {
  if (tableFault !== undefined)
    return `Its event is on the queue; the table did not answer${named(tableFault)}, so for five minutes only the queue guards against a repeat.`;
  if (repeatable)
    return "Authentic and understood: its event is on the queue. Two of its kind can be alike, so each delivery is sent.";
  return "Authentic and understood: its event is on the queue.";
}

function named(cause: string | undefined): string {
  return cause === undefined ? "" : ` (${cause})`;
}

function sentence(sentences: Readonly<Record<string, string>>, code = ""): string | undefined {
  return Object.hasOwn(sentences, code) ? sentences[code] : undefined;
}
