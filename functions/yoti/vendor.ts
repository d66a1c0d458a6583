import * as v from "valibot";
import { credentialText } from "../../lib/authentication/credential-text.ts";
import { sessionKeySchema } from "../../lib/authentication/schemes/minted-token.ts";
import { sessionToken } from "../../lib/authentication/schemes/session-token.ts";
import { sharedToken } from "../../lib/authentication/schemes/shared-token.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome, ResultRequest } from "../../lib/source/event.ts";
import { fields, from, type ReadOf } from "../../lib/source/fields.ts";
import { flag, unknownValues } from "../../lib/source/flags.ts";
import { keyParts } from "../../lib/source/idempotency-key.ts";
import { identifier, optionalText } from "../../lib/source/kinds.ts";
import { resultPath } from "../../lib/source/result-path.ts";

interface Topic {
  readonly outcome: Outcome;
  /** Distinguishes notifications of one topic and session. */
  readonly companion?: "taskId" | "resourceId" | "checkId";
  /** Occurs once per session and companion. */
  readonly once: boolean;
}

/** From the SDKs' `DocScanConstants`, in lower case. */
const topics: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ["resource_update", { outcome: "updated", companion: "resourceId", once: false }],
  ["task_completion", { outcome: "updated", companion: "taskId", once: true }],
  ["check_completion", { outcome: "updated", companion: "checkId", once: true }],
  ["session_completion", { outcome: "ready", once: true }],
  ["client_session_token_deleted", { outcome: "updated", once: true }],
  ["first_branch_visit", { outcome: "updated", once: true }],
  ["new_pdf_supplied", { outcome: "updated", once: false }],
  ["instructions_email_requested", { outcome: "updated", once: false }],
  ["thank_you_email_requested", { outcome: "updated", once: false }],
]);

const credentials = v.object({
  /** Valid for all sessions. */
  token: v.optional(credentialText),
  /** Signs the tokens of single sessions. */
  sessionKey: v.optional(sessionKeySchema),
});
type Credentials = v.InferOutput<typeof credentials>;

const inLowerCase = { ...identifier, read: v.pipe(identifier.read, v.toLowerCase()) };

const session = fields({
  sessionId: from("session_id", identifier, "The session with one person."),
  topic: from("topic", inLowerCase, "What happened in the session, in lower case.", [...topics.keys()]),
  taskId: from("task_id", optionalText, "Of a topic about a task."),
  resourceId: from("resource_id", optionalText, "Of a topic about a resource."),
  checkId: from("check_id", optionalText, "Of a topic about a check."),
});
type Session = ReadOf<typeof session.entries>;

/** Yoti identity verification: a session made progress. You fetch the result. */
export const yoti = defineVendor({
  id: "yoti",
  documentation: {
    url: "https://developers.yoti.com/identity-verification/notifications",
    read: "2026-11-21",
  },
  credentials,
  // Sessions send Basic (the default) or Bearer.
  authentication: {
    authorization: sharedToken<Credentials>({ token: ({ token }) => token }),
    sessionToken: sessionToken<Credentials>({
      sessionKey: ({ sessionKey }) => sessionKey,
      staticToken: ({ token }) => token,
    }),
  },
  defaultAuthentication: { authorization: {} },
  proves: "caller",
  fields: session,
  payload: session.payload,
  // With the reference, a leaked session token cannot mark other sessions' notifications as duplicates.
  identity: ({ sessionId, topic }, received, { reference = "" }) => [
    sessionId,
    topic,
    ...keyParts(session, received, "taskId", "resourceId", "checkId"),
    reference,
  ],
  subject: ({ sessionId }) => sessionId,
  repeatable: (read) => !happensOnce(read),
  eventType: "yoti.session.v1",
  normalize: (read, _, { reference }) => ({
    outcome: topics.get(read.topic)?.outcome ?? "unknown",
    reason: read.topic,
    references: {
      session: read.sessionId,
      task: read.taskId ?? undefined,
      resource: read.resourceId ?? undefined,
      check: read.checkId ?? undefined,
      customer: reference,
    },
    flags: flagValues(read),
    result: resultOf(read),
  }),
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // Sessions and resources live for days to weeks.
  retentionSeconds: 30 * 24 * 60 * 60,
});

/** The session's state is readable at any time. */
function resultOf({ sessionId }: Session): ResultRequest | undefined {
  const path = resultPath`/idverify/v1/sessions/${sessionId}`;
  if (path === undefined) return undefined;
  return { method: "GET", path, field: "state", complete: ["COMPLETED"], ended: ["EXPIRED"] };
}

/** True if a second one is a copy. An unknown topic or missing companion id may be news. */
function happensOnce(read: Session): boolean {
  const topic = topics.get(read.topic);
  if (!topic?.once) return false;
  return topic.companion === undefined || read[topic.companion] !== null;
}

function flagValues(read: Session): Flag[] {
  const companion = topics.get(read.topic)?.companion;
  return [
    ...unknownValues(session, read, "topic"),
    ...(v.is(uuid, read.sessionId) ? [] : [flag(session, "unknown_value", "sessionId")]),
    ...(companion && read[companion] === null ? [flag(session, "unpublished_combination", companion)] : []),
  ];
}

const uuid = v.pipe(v.string(), v.uuid());
