import * as v from "valibot";
import { unambiguous } from "../../lib/authentication/schemes/signed-fields.ts";
import { isJsonObject } from "../../lib/json/json.ts";
import type { Outcome } from "../../lib/source/event.ts";
import { computed, fields, from, objectOf, type ReadOf, unpublished } from "../../lib/source/fields.ts";
import {
  identifier,
  type Kind,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalUnixTime,
} from "../../lib/source/kinds.ts";

/** The signature also covers the api_secret, never sent. */
export const signedBodyFields = [
  "timestamp",
  "pd_id",
  "session_token",
  "verification_type",
  "user_id",
  "verification_status",
  "document_set_scoring",
];

/** The vendor's "Verification Results". */
export const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ["10", "passed"],
  ["5", "failed"],
  ["8", "review"],
  ["2", "error"],
]);
const results = [...outcomes.keys()];

// Strict, or one signature would fit several values (`signedFields`).
const signedId = { ...identifier, read: v.pipe(identifier.read, unambiguous) };
const signedCode = {
  ...identifier,
  read: v.pipe(identifier.read, v.regex(/^[\x21-\x39\x3b-\x7e]{1,32}$/)),
};
const optionalSignedId = { ...optionalText, read: absentOr(signedId.read) };
const signedNumber = absentOr(v.pipe(identifier.read, v.regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i)));
const optionalSignedNumber = {
  ...optionalNumber,
  read: v.pipe(
    signedNumber,
    v.transform((text) => (text === null ? null : Number(text))),
  ),
};

/** PHP writes an empty map as a list. */
const phpMap = {
  ...optionalObject,
  read: v.nullish(
    v.pipe(
      v.unknown(),
      v.transform((value) => (isEmptyList(value) ? {} : value)),
      optionalObject.read,
    ),
    null,
  ),
};

const document = fields({
  documentType: from("document_type", optionalText, "Its type."),
  result: from("result", optionalText, "As `verificationStatus`.", results),
  scoring: from("document_scoring", optionalNumber, "0 very bad to 100 very good."),
  fullFilename: from("full_filename", optionalText, "The file with the whole document."),
  fullSize: from("full_size", optionalNumber, "In bytes."),
  fullUrl: from("full_url", optionalText, "Not signed: never fetch it without an allow-list of hosts."),
  subjectFilename: from("subject_filename", optionalText, "With mode livefeed alone."),
  subjectSize: from("subject_size", optionalNumber, "In bytes. With mode livefeed alone."),
  subjectUrl: from("subject_url", optionalText, "Not signed: never fetch it without an allow-list of hosts."),
  analysisResultMeta: from("analysis_result_meta", phpMap, "A map of any content."),
});
const documentKind = objectOf(document);

/** PHP writes a list with gaps as a map. Null replaces an unreadable document. */
const phpDocuments: Kind<(ReadOf<typeof document.entries> | null)[] | null, unknown> = {
  read: v.fallback(
    v.nullish(
      v.pipe(
        v.unknown(),
        v.transform((value) => (isJsonObject(value) ? Object.values(value) : value)),
        v.array(v.fallback(v.nullable(documentKind.read), null)),
      ),
      null,
    ),
    null,
  ),
  published: () => v.unknown(),
};

export const verification = fields({
  pdId: from("pd_id", signedId, "The set of documents that was verified. Signed."),
  sessionToken: from("session_token", signedId, "The session with one person. Signed."),
  verificationType: from("verification_type", signedCode, "What was verified. Signed.", [
    "identification",
    "credit-card",
  ]),
  verificationStatus: from(
    "verification_status",
    signedCode,
    "The result: 10 success, 5 failed, 8 review, 2 error. Signed.",
    results,
  ),
  userId: from("user_id", optionalSignedId, "The user that the session was initiated with. Signed."),
  documentSetScoring: from(
    "document_set_scoring",
    optionalSignedNumber,
    "0 very bad to 100 very good. Signed.",
  ),
  // Signed, but only on the sibling notification's page.
  timestamp: unpublished("timestamp", { ...optionalText, read: signedNumber }),
  mode: from("mode", optionalText, "How it was verified.", ["livefeed", "upload"]),
  attempts: from("attempts_num", optionalNumber, "How often the person tried while verifying."),
  ipAddress: from("ip_address", optionalText, "Of the person."),
  userAgent: from("user_agent", optionalText, "Of the person."),
  analysisResultMeta: from("analysis_result_meta", phpMap, "A map of any content."),
  extraParam1: unpublished("extra_param1", optionalText),
  extraParam2: unpublished("extra_param2", optionalText),
  extraParam3: unpublished("extra_param3", optionalText),
  extraParams: computed(
    () => v.array(v.nullable(v.string())),
    "`extra_param1` to `extra_param3`, as the session was initiated with them.",
  ),
  sentDocuments: unpublished("documents", phpDocuments),
  documents: computed(
    () => v.array(document.notification()),
    "`documents`, each as far as it could be read. Not signed.",
  ),
  startedAt: from("started_at", optionalUnixTime, "A time in UTC."),
  completedAt: from("completed_at", optionalUnixTime, "A time in UTC. Not signed."),
});

export const payload = v.pipe(
  verification.payload,
  v.transform((read) => ({
    ...read,
    extraParams: [read.extraParam1, read.extraParam2, read.extraParam3],
    documents: (read.sentDocuments ?? []).filter((sent) => sent !== null),
  })),
);
export type Verification = v.InferOutput<typeof payload>;

function absentOr<Schema extends v.GenericSchema<unknown, string>>(schema: Schema) {
  const empty = v.pipe(
    v.literal(""),
    v.transform(() => null),
  );
  return v.nullish(v.union([empty, schema]), null);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
