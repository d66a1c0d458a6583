import * as v from "valibot";
import { credentialText } from "../../lib/authentication/credential-text.ts";
import { anyOf } from "../../lib/authentication/schemes/any-of.ts";
import { basic } from "../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../lib/authentication/schemes/bearer.ts";
import { sessionKey, sessionToken } from "../../lib/authentication/schemes/session-token.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome, ResultRequest } from "../../lib/source/event.ts";
import { identifier, optionalText } from "../../lib/source/fields.ts";
import { unknownFields, unknownValue, unreadableValues } from "../../lib/source/flags.ts";
import { keyPart } from "../../lib/source/idempotency-key.ts";
import { resultPath } from "../../lib/source/result-path.ts";

interface Topic {
  readonly outcome: Outcome;
  /** The id that tells two notifications of this topic and session apart. */
  readonly companion?: "task_id" | "resource_id" | "check_id";
  /** Happens once for a session and companion. */
  readonly once: boolean;
}

/** As the SDKs of the vendor name them (`DocScanConstants`), in the lower case that notifications use. */
const topics: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ["resource_update", { outcome: "updated", companion: "resource_id", once: false }],
  ["task_completion", { outcome: "updated", companion: "task_id", once: true }],
  ["check_completion", { outcome: "updated", companion: "check_id", once: true }],
  ["session_completion", { outcome: "ready", once: true }],
  ["client_session_token_deleted", { outcome: "updated", once: true }],
  ["first_branch_visit", { outcome: "updated", once: true }],
  ["new_pdf_supplied", { outcome: "updated", once: false }],
  ["instructions_email_requested", { outcome: "updated", once: false }],
  ["thank_you_email_requested", { outcome: "updated", once: false }],
]);

const credentials = v.object({
  /** Of all sessions. */
  token: v.optional(credentialText),
  /** Signs the tokens of single sessions. */
  sessionKey: v.optional(sessionKey),
});
type Credentials = v.InferOutput<typeof credentials>;

const body = v.object({
  session_id: identifier,
  topic: v.pipe(identifier, v.toLowerCase()),
  task_id: optionalText,
  resource_id: optionalText,
  check_id: optionalText,
});
type Body = v.InferOutput<typeof body>;

const notification = v.object({
  sessionId: v.string(),
  /** In lower case. */
  topic: v.string(),
  taskId: v.nullable(v.string()),
  resourceId: v.nullable(v.string()),
  checkId: v.nullable(v.string()),
});

/** Yoti identity verification: a session made progress; what came of it is fetched from the vendor. */
export const yoti = defineVendor({
  id: "yoti",
  documentation: {
    url: "https://developers.yoti.com/identity-verification/notifications",
    read: "2026-11-21",
  },
  routes: ["/yoti"],
  credentials,
  // Every session chooses for itself whether its token travels as Basic (the default) or as Bearer.
  authentication: {
    authorization: anyOf<Credentials>(
      basic({ credential: ({ token }) => token }),
      bearer({ token: ({ token }) => token }),
    ),
    sessionToken: sessionToken<Credentials>({
      sessionKey: ({ sessionKey }) => sessionKey,
      staticToken: ({ token }) => token,
    }),
  },
  defaultAuthentication: { authorization: {} },
  proves: "caller",
  payload: v.object({ body }),
  // With the reference in it, a leaked token of one session makes no other session's notification a duplicate.
  identity: ({ body: read }, received, { reference = "" }) => [
    read.session_id,
    read.topic,
    keyPart(received.task_id),
    keyPart(received.resource_id),
    keyPart(received.check_id),
    reference,
  ],
  subject: (payload) => payload.body.session_id,
  repeatable: (payload) => !happensOnce(payload.body),
  eventType: "yoti.session.v1",
  notification,
  normalize: ({ body: read }, received, { reference }) => ({
    outcome: topics.get(read.topic)?.outcome ?? "unknown",
    reason: read.topic,
    references: {
      session: read.session_id,
      task: read.task_id ?? undefined,
      resource: read.resource_id ?? undefined,
      check: read.check_id ?? undefined,
      customer: reference,
    },
    flags: [
      ...unknownFields(Object.keys(body.entries), received),
      ...unreadableValues(read, received),
      ...flagValues(read),
    ],
    result: resultOf(read),
    notification: {
      sessionId: read.session_id,
      topic: read.topic,
      taskId: read.task_id,
      resourceId: read.resource_id,
      checkId: read.check_id,
    },
  }),
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // Sessions and their resources live for days to weeks.
  retentionSeconds: 30 * 24 * 60 * 60,
});

/** The session's state can be read at any time, whatever the topic. */
function resultOf(read: Body): ResultRequest | undefined {
  const path = resultPath`/idverify/v1/sessions/${read.session_id}`;
  if (path === undefined) return undefined;
  return { method: "GET", path, field: "state", complete: ["COMPLETED"], ended: ["EXPIRED"] };
}

/** Whether a second notification like this can only be a copy. Of a topic we do not know, or without its companion id, it may be news. */
function happensOnce(read: Body): boolean {
  const topic = topics.get(read.topic);
  if (!topic?.once) return false;
  return topic.companion === undefined || read[topic.companion] !== null;
}

function flagValues(read: Body): Flag[] {
  const companion = topics.get(read.topic)?.companion;
  return [
    ...unknownValue("topic", read.topic, [...topics.keys()]),
    ...(v.is(uuid, read.session_id) ? [] : [{ code: "unknown_value", field: "session_id" } as const]),
    ...(companion && read[companion] === null
      ? [{ code: "unpublished_combination", field: companion } as const]
      : []),
  ];
}

const uuid = v.pipe(v.string(), v.uuid());
