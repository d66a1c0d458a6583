import * as v from "valibot";
import { headerText } from "../../lib/authentication/credential-text.ts";
import { clientCertificate } from "../../lib/authentication/schemes/client-certificate.ts";
import { sharedSecretHeader } from "../../lib/authentication/schemes/shared-secret-header.ts";
import { sourceAddress } from "../../lib/authentication/schemes/source-address.ts";
import { isJsonObject, type JsonValue, textOf } from "../../lib/json/json.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome } from "../../lib/source/event.ts";
import { identifier, optionalObject, optionalText } from "../../lib/source/fields.ts";
import { unknownFields, unknownValue, unreadableValues } from "../../lib/source/flags.ts";
import { keyPart } from "../../lib/source/idempotency-key.ts";

const credentials = v.object({ secret: headerText });

const body = v.object({
  ImageId: identifier,
  ImageState: identifier,
  Orientation: optionalText,
  ImageType: optionalText,
  RejectionCode: optionalText,
  SubmissionTimeStamp: optionalText,
  ImageCheckingTimeStamp: optionalText,
  DataCapture: optionalObject,
});
type Body = v.InferOutput<typeof body>;

const text = v.nullable(v.string());
const notification = v.object({
  imageId: v.string(),
  imageState: v.string(),
  orientation: text,
  imageType: text,
  rejectionCode: text,
  /** 14 digits, `yyyyMMddHHmmss`, in a zone that the vendor does not name. */
  submissionTimeStamp: text,
  imageCheckingTimeStamp: text,
  /** Whatever was set up within the product to travel along. */
  dataCapture: v.nullable(v.record(v.string(), v.unknown())),
});

const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ["Accepted", "passed"],
  ["Rejected", "failed"],
  ["Pending", "pending"],
]);

/** Thales AllAboutMe and SketchMyCard: a decision about the image on a payment card. */
export const thales = defineVendor({
  id: "thales",
  documentation: {
    url: "https://docs.payments.thalescloud.io/perso-design-services/implement-image-validation-services/integrate-image-checking-notification",
    read: "2026-11-21",
  },
  routes: ["/thales"],
  credentials,
  // The vendor offers three ways, to be agreed at the start of a project; any of them can be combined.
  authentication: {
    sharedSecret: sharedSecretHeader({
      header: "secret",
      secret: ({ secret }: v.InferOutput<typeof credentials>) => secret,
    }),
    sourceAddress: sourceAddress(),
    clientCertificate: clientCertificate(),
  },
  defaultAuthentication: { sharedSecret: {} },
  proves: "caller",
  payload: v.object({ body }),
  // DataCapture stays out: it is the issuer's, and says nothing about the decision.
  identity: (_, received) => [
    keyPart(received.ImageId),
    keyPart(received.ImageState),
    keyPart(received.RejectionCode),
    keyPart(received.SubmissionTimeStamp),
    keyPart(received.ImageCheckingTimeStamp),
  ],
  subject: (payload) => payload.body.ImageId,
  eventType: "thales.image-checking.v1",
  notification,
  normalize: ({ body: read }, received) => ({
    outcome: outcomes.get(read.ImageState) ?? "unknown",
    reason: read.RejectionCode,
    references: { document: read.ImageId },
    flags: [
      ...unknownFields(Object.keys(body.entries), received),
      ...unreadableValues(read, received),
      ...flagValues(read),
    ],
    notification: {
      imageId: read.ImageId,
      imageState: read.ImageState,
      orientation: read.Orientation,
      imageType: read.ImageType,
      rejectionCode: read.RejectionCode,
      submissionTimeStamp: read.SubmissionTimeStamp,
      imageCheckingTimeStamp: read.ImageCheckingTimeStamp,
      dataCapture: read.DataCapture,
    },
  }),
  acknowledgement: (received) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ CardImageId: imageIdOf(received), Success: "True" }),
  }),
  // How long the vendor repeats is not published.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function imageIdOf(received: JsonValue | undefined): string {
  return (isJsonObject(received) ? textOf(received.ImageId) : undefined) ?? "";
}

function flagValues(read: Body): Flag[] {
  const flags = [
    ...unknownValue("ImageState", read.ImageState, [...outcomes.keys()]),
    ...unknownValue("ImageType", read.ImageType, ["Gallery", "Custom"]),
    ...unknownValue("Orientation", read.Orientation, ["Horizontal", "Vertical"]),
    ...flagTimeStamp("SubmissionTimeStamp", read.SubmissionTimeStamp),
    ...flagTimeStamp("ImageCheckingTimeStamp", read.ImageCheckingTimeStamp),
  ];
  if (flags.length > 0 || isPublished(read)) return flags;
  return [{ code: "unpublished_combination", field: "ImageState" }];
}

function flagTimeStamp(field: string, stamp: string | null): Flag[] {
  return stamp === null || /^\d{14}$/.test(stamp) ? [] : [{ code: "unknown_value", field }];
}

/** The page shows four combinations; only custom images that were decided on carry a checking time stamp. */
function isPublished({
  Orientation,
  ImageType,
  ImageState,
  RejectionCode,
  ImageCheckingTimeStamp,
}: Body): boolean {
  const isChecked = ImageCheckingTimeStamp !== null;
  if (Orientation === null || ImageType === null) return false;
  if (ImageType === "Gallery") return ImageState === "Accepted" && RejectionCode === "00" && !isChecked;
  if (ImageState === "Pending") return RejectionCode === null && !isChecked;
  if (ImageState === "Accepted") return RejectionCode === "00" && isChecked;
  return RejectionCode !== null && RejectionCode !== "00" && isChecked;
}
