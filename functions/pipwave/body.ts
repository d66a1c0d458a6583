import * as v from "valibot";
import { unambiguous } from "../../lib/authentication/schemes/signed-fields.ts";
import { isJsonObject } from "../../lib/json/json.ts";
import {
  identifier,
  optionalEpochSeconds,
  optionalNumber,
  optionalObject,
  optionalText,
} from "../../lib/source/fields.ts";

/** The page lists these with the api_secret, which never travels. */
export const signedBodyFields = [
  "timestamp",
  "pd_id",
  "session_token",
  "verification_type",
  "user_id",
  "verification_status",
  "document_set_scoring",
];

// Signed values have to be strict, or one signature would fit several sets of them (see `signedFields`).
const signedId = v.pipe(identifier, unambiguous);
const signedCode = v.pipe(identifier, v.regex(/^[\x21-\x39\x3b-\x7e]{1,32}$/));
const signedNumber = v.pipe(identifier, v.regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i));

/** PHP writes an empty map as an empty list. */
const phpMap = v.nullish(
  v.pipe(
    v.unknown(),
    v.transform((value) => (isEmptyList(value) ? {} : value)),
    optionalObject,
  ),
  null,
);
/** PHP writes a list with gaps as a map. */
const phpList = v.fallback(
  v.nullish(
    v.pipe(
      v.unknown(),
      v.transform((value) => (isJsonObject(value) ? Object.values(value) : value)),
      v.array(v.unknown()),
    ),
    null,
  ),
  null,
);

const documentFields = v.object({
  document_type: optionalText,
  result: optionalText,
  document_scoring: optionalNumber,
  full_filename: optionalText,
  full_size: optionalNumber,
  full_url: optionalText,
  // Only with mode "livefeed".
  subject_filename: optionalText,
  subject_size: optionalNumber,
  subject_url: optionalText,
  analysis_result_meta: phpMap,
});
/** `v.object` would take a list for an object of nothing. */
const document = v.pipe(v.custom<v.InferInput<typeof documentFields>>(isJsonObject), documentFields);
export type Document = v.InferOutput<typeof document>;

export const body = v.object({
  pd_id: signedId,
  session_token: signedId,
  verification_type: signedCode,
  verification_status: signedCode,
  user_id: absentOr(signedId),
  document_set_scoring: absentOr(signedNumber),
  // Undocumented here, but part of the signature and of the vendor's sibling notification.
  timestamp: absentOr(signedNumber),
  api_key: optionalText,
  signature: optionalText,
  mode: optionalText,
  attempts_num: optionalNumber,
  ip_address: optionalText,
  user_agent: optionalText,
  analysis_result_meta: phpMap,
  extra_param1: optionalText,
  extra_param2: optionalText,
  extra_param3: optionalText,
  documents: v.pipe(phpList, v.nullable(v.array(v.fallback(v.nullable(document), null)))),
  started_at: optionalEpochSeconds,
  completed_at: optionalEpochSeconds,
});
export type Body = v.InferOutput<typeof body>;

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
