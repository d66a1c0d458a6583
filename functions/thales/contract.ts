import type * as v from "valibot";
import type { VendorContract } from "../../lib/source/contract.ts";
import type { thales } from "./vendor.ts";

export const contract: VendorContract<v.InferOutput<typeof thales.eventSchema>> = {
  fields: {
    "thales.image-checking.v1": {
      imageId: "`ImageId`: the image that was checked.",
      imageState: "`ImageState`. Published are Accepted, Rejected and Pending.",
      orientation: "`Orientation`. Published are Horizontal and Vertical.",
      imageType: "`ImageType`. Published are Custom and Gallery.",
      rejectionCode:
        "`RejectionCode`: 00 of an accepted image, a code of your programme's of a rejected one.",
      submissionTimeStamp:
        "`SubmissionTimeStamp`: 14 digits, yyyyMMddHHmmss, in a zone that the vendor does not name.",
      imageCheckingTimeStamp:
        "`ImageCheckingTimeStamp`: 14 digits, yyyyMMddHHmmss, in a zone that the vendor does not name.",
      dataCapture: "`DataCapture`: whatever was set up within the product to travel along.",
    },
  },
};
