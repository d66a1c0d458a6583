import * as v from "valibot";
import { credentialText } from "../../lib/authentication/credential-text.ts";
import { signedFields } from "../../lib/authentication/schemes/signed-fields.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome } from "../../lib/source/event.ts";
import { unknownFields, unknownValue, unreadableValues } from "../../lib/source/flags.ts";
import { keyPart } from "../../lib/source/idempotency-key.ts";
import { type Body, body, type Document, signedBodyFields } from "./body.ts";
import { respellScore } from "./respell-score.ts";

const credentials = v.object({ apiKey: credentialText, apiSecret: credentialText });
type Credentials = v.InferOutput<typeof credentials>;

const text = v.nullable(v.string());
const number = v.nullable(v.number());
const map = v.nullable(v.record(v.string(), v.unknown()));
const notification = v.object({
  pdId: v.string(),
  sessionToken: v.string(),
  verificationType: v.string(),
  /** The vendor's code: 10 success, 5 failed, 8 review, 2 error. */
  verificationStatus: v.string(),
  userId: text,
  /** 0 very bad to 100 very good. */
  documentSetScoring: number,
  mode: text,
  attempts: number,
  ipAddress: text,
  userAgent: text,
  analysisResultMeta: map,
  extraParams: v.array(text),
  documents: v.array(
    v.object({
      documentType: text,
      result: text,
      scoring: number,
      fullFilename: text,
      /** Bytes. */
      fullSize: number,
      /** Not signed: never fetch it without an allow-list of hosts. */
      fullUrl: text,
      subjectFilename: text,
      subjectSize: number,
      subjectUrl: text,
      analysisResultMeta: map,
    }),
  ),
  startedAt: text,
  completedAt: text,
});

/** The vendor's "Verification Results". */
const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ["10", "passed"],
  ["5", "failed"],
  ["8", "review"],
  ["2", "error"],
]);

/** pipwaveDoc: a person's identification or credit card was verified. */
export const pipwave = defineVendor({
  id: "pipwave",
  documentation: {
    url: "https://github.com/chechintang/pipwave-Documentation-3/blob/master/notification.md",
    read: "2026-11-21",
  },
  routes: ["/pipwave"],
  credentials,
  authentication: {
    signature: signedFields({
      hash: "sha1",
      signature: "signature",
      fields: signedBodyFields,
      ownFields: ({ apiKey }: Credentials) => ({ api_key: apiKey }),
      secretFields: ({ apiSecret }: Credentials) => ({ api_secret: apiSecret }),
      spellings: { document_set_scoring: respellScore },
    }),
  },
  defaultAuthentication: { signature: {} },
  proves: ["api_key", ...signedBodyFields],
  payload: v.object({ body }),
  signing: { credentialFields: ["signature", "api_key"], sentAtField: "timestamp" },
  // The signed values are the first part. Two verifications that ended alike differ in when they did.
  identity: (_, received) => [keyPart(received.completed_at)],
  subject: (payload) => payload.body.session_token,
  eventType: "pipwave.document-verification.v1",
  notification,
  normalize: ({ body: read }, received) => ({
    outcome: outcomes.get(read.verification_status) ?? "unknown",
    reason: read.verification_status,
    references: { session: read.session_token, document: read.pd_id, entity: read.user_id ?? undefined },
    flags: [
      ...unknownFields(Object.keys(body.entries), received),
      ...unreadableValues(read, received),
      ...flagValues(read),
    ],
    notification: normalizeBody(read),
  }),
  // The two bytes, and nothing else, stop the vendor from sending again every five minutes.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "OK" }),
  // The vendor repeats without an end; after this long a repeat would be an incident of its own.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function normalizeBody(read: Body): v.InferInput<typeof notification> {
  return {
    pdId: read.pd_id,
    sessionToken: read.session_token,
    verificationType: read.verification_type,
    verificationStatus: read.verification_status,
    userId: read.user_id,
    documentSetScoring: read.document_set_scoring === null ? null : Number(read.document_set_scoring),
    mode: read.mode,
    attempts: read.attempts_num,
    ipAddress: read.ip_address,
    userAgent: read.user_agent,
    analysisResultMeta: read.analysis_result_meta,
    extraParams: [read.extra_param1, read.extra_param2, read.extra_param3],
    documents: (read.documents ?? []).filter((one) => one !== null).map(normalizeDocument),
    startedAt: read.started_at?.toISOString() ?? null,
    completedAt: read.completed_at?.toISOString() ?? null,
  };
}

function normalizeDocument(read: Document) {
  return {
    documentType: read.document_type,
    result: read.result,
    scoring: read.document_scoring,
    fullFilename: read.full_filename,
    fullSize: read.full_size,
    fullUrl: read.full_url,
    subjectFilename: read.subject_filename,
    subjectSize: read.subject_size,
    subjectUrl: read.subject_url,
    analysisResultMeta: read.analysis_result_meta,
  };
}

function flagValues(read: Body): Flag[] {
  const results = [...outcomes.keys()];
  return [
    ...unknownValue("verification_status", read.verification_status, results),
    ...unknownValue("verification_type", read.verification_type, ["identification", "credit-card"]),
    ...unknownValue("mode", read.mode, ["livefeed", "upload"]),
    ...(/^PD\d{17}$/.test(read.pd_id) ? [] : [{ code: "unknown_value", field: "pd_id" } as const]),
    ...(read.documents ?? []).flatMap((one, at) =>
      one === null
        ? [{ code: "unreadable_value", field: `documents.${at}` } as const]
        : unknownValue(`documents.${at}.result`, one.result, results),
    ),
  ];
}
