import * as v from "valibot";
import { credentialText } from "../../../lib/authentication/credential-text.ts";
import { signedBody } from "../../../lib/authentication/schemes/signed-body.ts";
import { textOf } from "../../../lib/json/json.ts";
import { defineVendor } from "../../../lib/source/define-vendor.ts";
import type { Outcome } from "../../../lib/source/event.ts";
import { computed, fields, from, unpublished } from "../../../lib/source/fields.ts";
import { unknownValues } from "../../../lib/source/flags.ts";
import { keyParts } from "../../../lib/source/idempotency-key.ts";
import {
  dateOf,
  identifier,
  optionalIsoTime,
  optionalObject,
  optionalText,
} from "../../../lib/source/kinds.ts";

/** The vendor shows it when you register. */
const credentials = v.object({ token: credentialText });

const runOutcomes: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["approved", "passed"],
  ["declined", "failed"],
  ["review", "review"],
  ["abandoned", "error"],
  ["error", "error"],
]);
/** A complete check or report does not say what it found. */
const outcomes: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["check.started", "updated"],
  ["check.form_completed", "updated"],
  ["check.completed", "ready"],
  ["check.reopened", "updated"],
  ["check.withdrawn", "updated"],
  ["report.awaiting_approval", "review"],
  ["report.resumed", "updated"],
  ["report.completed", "ready"],
  ["report.cancelled", "updated"],
  ["report.withdrawn", "updated"],
  ["workflow_task.started", "updated"],
  ["workflow_task.completed", "updated"],
  ["workflow_timeline_file.created", "ready"],
  ["workflow_run_evidence_folder.created", "ready"],
  ["watchlist_monitor.matches_updated", "updated"],
  ["audit_log.created", "updated"],
]);
const runCompleted = "workflow_run.completed";
const statuses =
  "abandoned approved awaiting_applicant awaiting_approval awaiting_client_input awaiting_data awaiting_input cancelled " +
  "complete completed declined error in_progress paused processing reopened review started withdrawn";

// As in github.com/onfido/onfido-python, onfido/models/webhook_event_*.py.
const event = fields({
  resourceType: from("payload.resource_type", optionalText, "What the event is about."),
  action: from("payload.action", identifier, "What happened.", [runCompleted, ...outcomes.keys()]),
  id: from("payload.object.id", identifier, "The check, report, workflow run or task."),
  status: from("payload.object.status", optionalText, "Its status.", statuses.split(" ")),
  startedAt: from("payload.object.started_at_iso8601", optionalIsoTime, "When it began, in UTC."),
  completedAt: from("payload.object.completed_at_iso8601", optionalIsoTime, "When it was completed, in UTC."),
  href: from("payload.object.href", optionalText, "Where the vendor's API has it."),
  workflowRunId: from("payload.object.workflow_run_id", optionalText, "The workflow run, of a task."),
  taskSpecId: from("payload.object.task_spec_id", optionalText, "The task within its workflow."),
  taskDefId: from("payload.object.task_def_id", optionalText, "The kind of task."),
  // Personal, current, and shaped by the type.
  resource: unpublished("payload.resource", optionalObject),
  applicantId: computed(
    optionalText.published,
    "`payload.resource.applicant_id`: the vendor's id of the person.",
  ),
  customerUserId: computed(
    optionalText.published,
    "`payload.resource.customer_user_id`: your own id of the person.",
  ),
});
const payload = v.pipe(
  event.payload,
  v.transform((read) => ({
    ...read,
    applicantId: textOf(read.resource?.applicant_id) ?? null,
    customerUserId: textOf(read.resource?.customer_user_id) ?? null,
  })),
);
type Event = v.InferOutput<typeof payload>;

/** Onfido (Entrust Identity Verification): a check, report, workflow or task made progress. */
export const onfido = defineVendor({
  id: "onfido",
  documentation: {
    url: "https://documentation.identity.entrust.com/api/manual-webhook-signature-verification/",
    read: "2026-11-21",
  },
  credentials,
  // "The HMAC of the event request body using the SHA256 algorithm, using the webhook's secret token as the key". The library
  // writes lower-case hexadecimal.
  authentication: {
    signature: signedBody({
      header: "x-sha2-signature",
      encoding: "hex",
      key: ({ token }: v.InferOutput<typeof credentials>) => token,
    }),
  },
  defaultAuthentication: { signature: {} },
  proves: ["payload"],
  fields: event,
  payload,
  // Events have no id. A reopened check completes twice, at two times. The resource shows its state at sending, so it is left
  // out.
  identity: (_, received) => [
    ...keyParts(event, received, "resourceType", "action", "id", "workflowRunId", "status"),
    ...keyParts(event, received, "startedAt", "completedAt"),
  ],
  subject: ({ workflowRunId, id }) => workflowRunId ?? id,
  // Without a time two events may be equal: a report can resume twice.
  repeatable: (read) => momentOf(read) === null,
  eventType: "onfido.event.v1",
  normalize: (read) => ({
    time: dateOf(momentOf(read)),
    outcome: outcomeOf(read),
    reason: read.action === runCompleted ? read.status : read.action,
    references: referencesOf(read),
    flags: unknownValues(event, read, "action", "status"),
  }),
  // "Your server should acknowledge success by responding with an HTTP 20x response within 10 seconds":
  // github.com/onfido/onfido-openapi-spec, paths/webhooks.yaml.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // No page says how long the vendor repeats.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function outcomeOf({ action, status }: Event): Outcome {
  const outcome = action === runCompleted ? runOutcomes.get(status ?? "") : outcomes.get(action);
  return outcome ?? "unknown";
}

/** The vendor's time tells two similar events apart. */
function momentOf({ action, startedAt, completedAt }: Event): string | null {
  if (action.endsWith(".completed")) return completedAt;
  return action.endsWith(".started") ? startedAt : null;
}

function referencesOf({ resourceType, id, workflowRunId, applicantId, customerUserId }: Event) {
  return {
    check: resourceType === "check" ? id : undefined,
    task: resourceType === "workflow_task" ? id : undefined,
    workflow: resourceType === "workflow_run" ? id : (workflowRunId ?? undefined),
    resource: resourceType === "report" ? id : undefined,
    entity: applicantId ?? undefined,
    customer: customerUserId ?? undefined,
  };
}
