import type * as v from "valibot";
import type { VendorContract } from "../../../lib/source/contract.ts";
import type { onfido } from "./vendor.ts";

export const contract: VendorContract<v.InferOutput<typeof onfido.eventSchema>> = {
  fields: {
    "onfido.event.v1": {
      resourceType: "`resource_type`: what kind of object the event is about.",
      action: "`action`: the kind, a dot, and what happened.",
      id: "`object.id`: the object.",
      status: "`object.status`: its state after the event.",
      startedAt: "`object.started_at_iso8601`.",
      completedAt: "`object.completed_at_iso8601`.",
      href: "`object.href`: where to fetch it. Signed by the vendor; still allow known hosts alone.",
      workflowRunId: "`object.workflow_run_id`: the workflow of a task.",
      applicantId: "`resource.applicant_id`: the person who was examined.",
      customerUserId: "`resource.customer_user_id`: your own id for the person, if you gave the vendor one.",
    },
  },
};
