import type * as v from "valibot";
import type { VendorContract } from "../../lib/source/contract.ts";
import type { frankieone } from "./vendor.ts";

export const contract: VendorContract<v.InferOutput<typeof frankieone.eventSchema>> = {
  fields: {
    "frankieone.notification.v1": {
      requestId: "The request that this notification answers: the path's, else the body's.",
      pathRequestId: "The last segment of the path behind the configured address.",
      bodyRequestId: "`requestId` of the body.",
      notificationType: "`notificationType`. Published are FUNCTION, RESULT, EVENT and ALERT.",
      function: "`function`: what was done, or what happened.",
      functionResult:
        "`functionResult`. Published are COMPLETED, SUCCESS, FAILED, FAILURE and INCOMPLETE. None says that the entity passed.",
      entityId: "`entityId`: the person or organisation, if the request was about one.",
      documentId: "`documentId`, if the request was about a document.",
      checkId: "`checkId`, if what was called gives one.",
      entityCustomerReference: "`entityCustomerReference`: your own id for the entity.",
      linkReference: "`linkReference`: where there is more about it.",
      message: "`message`: a short text for people.",
      extraData: "`extraData`: a map; its content depends on the type and the function.",
      username: "`username` in the portal, of whoever started it.",
      version: "`version` of the vendor's notification.",
      entityType: "`entityType`. Since the vendor's version 2.",
      serviceName: "`serviceName`. Since the vendor's version 2.",
      workflowExecutionId: "`workflowExecutionId`. Since the vendor's version 2.",
      workflowName: "`workflowName`. Since the vendor's version 2.",
      overallStatus:
        "`overallStatus`: the workflow's verdict. Published are PASS, FAIL, REVIEW, URGENT and COMPLETE. Since the vendor's version 2.",
      channel: "`channel` through which the workflow was started, such as api. Since the vendor's version 2.",
    },
  },
  routes: {
    "/frankieone": {
      required: ["requestId"],
      properties: {
        requestId: {
          type: ["string", "number"],
          minLength: 1,
          maxLength: 256,
          description: "Without one in the path, the body has to name it.",
        },
      },
    },
  },
};
