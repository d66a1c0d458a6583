import type * as v from "valibot";
import { numberPattern, type VendorContract } from "../../lib/source/contract.ts";
import type { pipwave } from "./vendor.ts";

const signedId = {
  type: ["string", "number"],
  minLength: 1,
  maxLength: 256,
  pattern: "^[^:]*$",
  description: "Signed. Without a colon, or one signature would fit several sets of values.",
};
const signedCode = {
  type: ["string", "integer"],
  minimum: 0,
  maximum: 999_999_999,
  pattern: "^[\\x21-\\x39\\x3b-\\x7e]{1,32}$",
  description: "Signed. Without a colon or a space.",
};
const map = {
  anyOf: [{ type: "object" }, { type: "array", maxItems: 0 }, { type: "null" }],
  description: "A map of any content. An empty one may come as an empty list.",
};
const text = { type: ["string", "number", "null"], description: "A text; empty counts as absent." };
const number = {
  type: ["string", "number", "null"],
  pattern: numberPattern,
  description: "A number, or its characters.",
};
const signedNumber = {
  ...number,
  maxLength: 256,
  description: "Signed. A number, or its characters; empty counts as absent.",
};

export const contract: VendorContract<v.InferOutput<typeof pipwave.eventSchema>> = {
  fields: {
    "pipwave.document-verification.v1": {
      pdId: "`pd_id`: the set of documents that was verified. Signed.",
      sessionToken: "`session_token`: the session with one person. Signed.",
      verificationType: "`verification_type`, such as identification or credit-card. Signed.",
      verificationStatus:
        "`verification_status`. Published are 10 success, 5 failed, 8 review and 2 error. Signed.",
      userId: "`user_id` that the session was initiated with. Signed.",
      documentSetScoring: "`document_set_scoring`: 0 very bad to 100 very good. Signed.",
      mode: "`mode` of the verification. Published are livefeed and upload.",
      attempts: "`attempts_num`: how often the person tried while verifying.",
      ipAddress: "`ip_address` of the person.",
      userAgent: "`user_agent` of the person.",
      analysisResultMeta: "`analysis_result_meta`: a map of any content.",
      extraParams: "`extra_param1` to `extra_param3`, as the session was initiated with them.",
      documents: "`documents`, each as far as it could be read.",
      "documents.documentType": "`document_type`.",
      "documents.result": "`result`, in the codes of `verificationStatus`.",
      "documents.scoring": "`document_scoring`: 0 very bad to 100 very good.",
      "documents.fullFilename": "`full_filename`.",
      "documents.fullSize": "`full_size`, in bytes.",
      "documents.fullUrl": "`full_url`. Not signed: never fetch it without an allow-list of hosts.",
      "documents.subjectFilename": "`subject_filename`. With mode livefeed alone.",
      "documents.subjectSize": "`subject_size`, in bytes. With mode livefeed alone.",
      "documents.subjectUrl": "`subject_url`. Not signed: never fetch it without an allow-list of hosts.",
      "documents.analysisResultMeta": "`analysis_result_meta` of this document: a map of any content.",
      startedAt: "`started_at`, as a time in UTC.",
      completedAt: "`completed_at`, as a time in UTC. Not signed.",
    },
  },
  body: {
    pd_id: signedId,
    session_token: signedId,
    verification_type: signedCode,
    verification_status: signedCode,
    user_id: { ...signedId, type: ["string", "number", "null"], minLength: 0 },
    document_set_scoring: signedNumber,
    timestamp: signedNumber,
    analysis_result_meta: map,
    documents: {
      type: ["array", "null"],
      items: {
        type: "object",
        properties: {
          document_type: text,
          result: text,
          document_scoring: number,
          full_filename: text,
          full_size: number,
          full_url: text,
          subject_filename: text,
          subject_size: number,
          subject_url: text,
          analysis_result_meta: map,
        },
      },
      description: "What was verified, each with its own result. Not signed.",
    },
  },
};
