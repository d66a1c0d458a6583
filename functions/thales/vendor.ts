import * as v from "valibot";
import { headerText } from "../../lib/authentication/credential-text.ts";
import { clientCertificate } from "../../lib/authentication/schemes/client-certificate.ts";
import { sharedSecretHeader } from "../../lib/authentication/schemes/shared-secret-header.ts";
import { sourceAddress } from "../../lib/authentication/schemes/source-address.ts";
import { isJsonObject, type JsonValue, textOf } from "../../lib/json/json.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome } from "../../lib/source/event.ts";
import { fields, from, type ReadOf } from "../../lib/source/fields.ts";
import { flag, unknownValues } from "../../lib/source/flags.ts";
import { keyParts } from "../../lib/source/idempotency-key.ts";
import { identifier, optionalObject, optionalText } from "../../lib/source/kinds.ts";

const credentials = v.object({ secret: headerText });

const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ["Accepted", "passed"],
  ["Rejected", "failed"],
  ["Pending", "pending"],
]);

const image = fields({
  imageId: from("ImageId", identifier, "The image that was checked."),
  imageState: from("ImageState", identifier, "What was decided.", [...outcomes.keys()]),
  orientation: from("Orientation", optionalText, "How the card is held.", ["Horizontal", "Vertical"]),
  imageType: from("ImageType", optionalText, "Where the image is from.", ["Custom", "Gallery"]),
  rejectionCode: from(
    "RejectionCode",
    optionalText,
    "00 of an accepted image, a code of your programme's of a rejected one.",
  ),
  submissionTimeStamp: from(
    "SubmissionTimeStamp",
    optionalText,
    "14 digits, yyyyMMddHHmmss, in a zone that the vendor does not name.",
  ),
  imageCheckingTimeStamp: from(
    "ImageCheckingTimeStamp",
    optionalText,
    "14 digits, yyyyMMddHHmmss, in a zone that the vendor does not name.",
  ),
  dataCapture: from(
    "DataCapture",
    optionalObject,
    "Data that was set up within the product to travel along.",
  ),
});
type Image = ReadOf<typeof image.entries>;

/** Thales AllAboutMe and SketchMyCard: a payment card image was decided. */
export const thales = defineVendor({
  id: "thales",
  documentation: {
    url: "https://docs.payments.thalescloud.io/perso-design-services/implement-image-validation-services/integrate-image-checking-notification",
    read: "2026-11-21",
  },
  credentials,
  // Agreed per project, in any combination.
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
  fields: image,
  payload: image.payload,
  // The issuer's DataCapture says nothing about the decision.
  identity: (_, received) =>
    keyParts(
      image,
      received,
      "imageId",
      "imageState",
      "rejectionCode",
      "submissionTimeStamp",
      "imageCheckingTimeStamp",
    ),
  subject: ({ imageId }) => imageId,
  eventType: "thales.image-checking.v1",
  normalize: (read) => ({
    outcome: outcomes.get(read.imageState) ?? "unknown",
    reason: read.rejectionCode,
    references: { document: read.imageId },
    flags: flagValues(read),
  }),
  acknowledgement: (received) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ CardImageId: imageIdOf(received), Success: "True" }),
  }),
  // The vendor publishes no repeat period.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function imageIdOf(received: JsonValue | undefined): string {
  return (isJsonObject(received) ? textOf(received.ImageId) : undefined) ?? "";
}

function flagValues(read: Image): Flag[] {
  const flags = [
    ...unknownValues(image, read, "imageState", "imageType", "orientation"),
    ...flagTimeStamp("submissionTimeStamp", read),
    ...flagTimeStamp("imageCheckingTimeStamp", read),
  ];
  if (flags.length > 0 || isPublished(read)) return flags;
  return [flag(image, "unpublished_combination", "imageState")];
}

function flagTimeStamp(key: "submissionTimeStamp" | "imageCheckingTimeStamp", read: Image): Flag[] {
  const stamp = read[key];
  return stamp === null || /^\d{14}$/.test(stamp) ? [] : [flag(image, "unknown_value", key)];
}

/** The page shows four combinations. Only decided custom images have a checking time stamp. */
function isPublished(read: Image): boolean {
  const { orientation, imageType, imageState, rejectionCode } = read;
  const isChecked = read.imageCheckingTimeStamp !== null;
  if (orientation === null || imageType === null) return false;
  if (imageType === "Gallery") return imageState === "Accepted" && rejectionCode === "00" && !isChecked;
  if (imageState === "Pending") return rejectionCode === null && !isChecked;
  if (imageState === "Accepted") return rejectionCode === "00" && isChecked;
  return rejectionCode !== null && rejectionCode !== "00" && isChecked;
}
