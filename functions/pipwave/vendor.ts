import * as v from "valibot";
import { credentialText } from "../../lib/authentication/credential-text.ts";
import { signedFields } from "../../lib/authentication/schemes/signed-fields.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag } from "../../lib/source/event.ts";
import { flag, unknownValues } from "../../lib/source/flags.ts";
import { keyParts } from "../../lib/source/idempotency-key.ts";
import { respellScore } from "./respell-score.ts";
import { outcomes, payload, signedBodyFields, type Verification, verification } from "./verification.ts";

const credentials = v.object({ apiKey: credentialText, apiSecret: credentialText });
type Credentials = v.InferOutput<typeof credentials>;

/** pipwaveDoc: the vendor verified an identification or credit card. */
export const pipwave = defineVendor({
  id: "pipwave",
  documentation: {
    url: "https://github.com/chechintang/pipwave-Documentation-3/blob/master/notification.md",
    read: "2026-11-21",
  },
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
  fields: verification,
  payload,
  signing: { credentialFields: ["signature", "api_key"], sentAtField: "timestamp" },
  // The signed values come first. Equal results end at different times.
  identity: (_, received) => keyParts(verification, received, "completedAt"),
  subject: ({ sessionToken }) => sessionToken,
  eventType: "pipwave.document-verification.v1",
  normalize: (read) => ({
    outcome: outcomes.get(read.verificationStatus) ?? "unknown",
    reason: read.verificationStatus,
    references: { session: read.sessionToken, document: read.pdId, entity: read.userId ?? undefined },
    flags: flagValues(read),
  }),
  // Only these bytes end the vendor's repeats.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "OK" }),
  // The vendor repeats forever. After a month that is an incident.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function flagValues(read: Verification): Flag[] {
  return [
    ...unknownValues(verification, read, "verificationStatus", "verificationType", "mode"),
    ...(/^PD\d{17}$/.test(read.pdId) ? [] : [flag(verification, "unknown_value", "pdId")]),
    ...(read.sentDocuments ?? []).flatMap((sent, index) => flagDocument(sent, `documents.${index}`)),
  ];
}

function flagDocument(sent: Verification["documents"][number] | null, field: string): Flag[] {
  if (sent === null) return [{ code: "unreadable_value", field }];
  const isKnown = sent.result === null || outcomes.has(sent.result);
  return isKnown ? [] : [{ code: "unknown_value", field: `${field}.result` }];
}
