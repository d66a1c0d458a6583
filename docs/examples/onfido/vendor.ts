import * as v from "valibot";
import { credentialText } from "../../../lib/authentication/credential-text.ts";
import { signedBody } from "../../../lib/authentication/schemes/signed-body.ts";
import { isJsonObject, type JsonObject, type JsonValue, textOf } from "../../../lib/json/json.ts";
import { defineVendor } from "../../../lib/source/define-vendor.ts";
import type { Flag, Outcome } from "../../../lib/source/event.ts";
import { identifier, optionalObject, optionalText } from "../../../lib/source/fields.ts";
import { unknownFields, unknownValue, unreadableValues } from "../../../lib/source/flags.ts";
import { keyPart } from "../../../lib/source/idempotency-key.ts";

/** The token of the webhook, which the vendor shows when it is registered. */
const credentials = v.object({ token: credentialText });

// As the vendor's own library reads them: github.com/onfido/onfido-python, onfido/models/webhook_event_*.py.
const object = v.object({
  id: identifier,
  status: optionalText,
  started_at_iso8601: optionalText,
  completed_at_iso8601: optionalText,
  href: optionalText,
  /** Of a task. */
  workflow_run_id: optionalText,
});
const payload = v.object({
  resource_type: optionalText,
  action: identifier,
  object,
  /** As it is now: of another shape for every type, and personal. */
  resource: optionalObject,
});
type Payload = v.InferOutput<typeof payload>;

const text = v.nullable(v.string());
const notification = v.object({
  resourceType: text,
  action: v.string(),
  id: v.string(),
  status: text,
  startedAt: text,
  completedAt: text,
  href: text,
  workflowRunId: text,
  applicantId: text,
  customerUserId: text,
});

/** What a workflow came to. */
const runOutcomes: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["approved", "passed"],
  ["declined", "failed"],
  ["review", "review"],
  ["abandoned", "error"],
  ["error", "error"],
]);
/** What else happens. That a check or a report is complete does not say what it found. */
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

/** Onfido (Entrust Identity Verification): a check, a report, a workflow or one of its tasks made progress. */
export const onfido = defineVendor({
  id: "onfido",
  documentation: {
    url: "https://documentation.identity.entrust.com/api/manual-webhook-signature-verification/",
    read: "2026-11-21",
  },
  routes: ["/onfido"],
  credentials,
  // "The HMAC of the event request body using the SHA256 algorithm, using the webhook's secret token as the key", in
  // hexadecimal. The vendor's library writes and tests it in lower case.
  authentication: {
    signature: signedBody({
      header: "x-sha2-signature",
      encoding: "hex",
      key: ({ token }: v.InferOutput<typeof credentials>) => token,
    }),
  },
  defaultAuthentication: { signature: {} },
  proves: ["payload"],
  payload: v.object({ body: v.object({ payload }) }),
  // Events have no id. A check that is reopened is completed twice, at two times. The resource is left out: it is what it
  // was when the event was sent, or sent again.
  identity: (_, received) => {
    const { resource_type, action, object: about } = objectOf(received.payload);
    const { id, status, started_at_iso8601, completed_at_iso8601, workflow_run_id } = objectOf(about);
    const parts = [
      resource_type,
      action,
      id,
      workflow_run_id,
      status,
      started_at_iso8601,
      completed_at_iso8601,
    ];
    return parts.map(keyPart);
  },
  subject: ({ body }) => body.payload.object.workflow_run_id ?? body.payload.object.id,
  // Without a time of its own an event can be another one's double: a report is resumed, and resumed again.
  repeatable: ({ body }) => momentOf(body.payload) === null,
  eventType: "onfido.event.v1",
  notification,
  normalize: ({ body: { payload: read } }, received) => ({
    time: timeOf(read),
    outcome: outcomeOf(read),
    reason: read.action === runCompleted ? read.object.status : read.action,
    references: referencesOf(read),
    flags: flagsOf(read, received),
    notification: {
      resourceType: read.resource_type,
      action: read.action,
      id: read.object.id,
      status: read.object.status,
      startedAt: read.object.started_at_iso8601,
      completedAt: read.object.completed_at_iso8601,
      href: read.object.href,
      workflowRunId: read.object.workflow_run_id,
      applicantId: textOf(read.resource?.applicant_id) ?? null,
      customerUserId: textOf(read.resource?.customer_user_id) ?? null,
    },
  }),
  // "Your server should acknowledge success by responding with an HTTP 20x response within 10 seconds": the vendor's OpenAPI
  // description, github.com/onfido/onfido-openapi-spec, paths/webhooks.yaml.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // We found no page that says how long the vendor repeats.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function outcomeOf({ action, object: { status } }: Payload): Outcome {
  const outcome = action === runCompleted ? runOutcomes.get(status ?? "") : outcomes.get(action);
  return outcome ?? "unknown";
}

/** When it happened, where the vendor says so: a second event of the kind has another time. */
function momentOf({ action, object: about }: Payload): string | null {
  if (action.endsWith(".completed")) return about.completed_at_iso8601;
  return action.endsWith(".started") ? about.started_at_iso8601 : null;
}

function timeOf(read: Payload): Date | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.isoTimestamp(), v.toDate()), momentOf(read));
  return result.success ? result.output : undefined;
}

function referencesOf({ resource_type, object: about, resource: now }: Payload) {
  const { id, workflow_run_id } = about;
  return {
    check: resource_type === "check" ? id : undefined,
    task: resource_type === "workflow_task" ? id : undefined,
    workflow: resource_type === "workflow_run" ? id : (workflow_run_id ?? undefined),
    resource: resource_type === "report" ? id : undefined,
    entity: textOf(now?.applicant_id),
    customer: textOf(now?.customer_user_id),
  };
}

function flagsOf(read: Payload, received: JsonObject): Flag[] {
  const sent = objectOf(received.payload);
  const hasOddTime = momentOf(read) !== null && timeOf(read) === undefined;
  return [
    ...unknownFields(["payload"], received),
    ...unknownFields(Object.keys(payload.entries), sent),
    ...unreadableValues(read, sent),
    ...unreadableValues(read.object, objectOf(sent.object)),
    ...unknownValue("action", read.action, [runCompleted, ...outcomes.keys()]),
    ...unknownValue("status", read.object.status, statuses.split(" ")),
    ...(hasOddTime ? [{ code: "unknown_value", field: "object" } as const] : []),
  ];
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
