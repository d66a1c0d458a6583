import * as v from "valibot";
import { jwt, rsaPublicKeyPem } from "../../lib/authentication/jwt.ts";
import { sourceAddress } from "../../lib/authentication/source-address.ts";
import type { Flag, Outcome } from "../../lib/event.ts";
import { unknownFields, unknownValue, unreadableValues } from "../../lib/flags.ts";
import { digestOf, partOf } from "../../lib/idempotency-key.ts";
import type { JsonObject, JsonValue } from "../../lib/json.ts";
import { optionalObject, optionalText } from "../../lib/scalars.ts";
import { defineSource } from "../../lib/source.ts";

const credentials = v.object({ publicKey: rsaPublicKeyPem });

// The vendor's schema makes every field optional; the fields after `username` came with version 2.
const body = v.object({
  requestId: optionalText,
  notificationType: optionalText,
  function: optionalText,
  functionResult: optionalText,
  entityId: optionalText,
  documentId: optionalText,
  checkId: optionalText,
  entityCustomerReference: optionalText,
  linkReference: optionalText,
  message: optionalText,
  extraData: optionalObject,
  username: optionalText,
  version: optionalText,
  entityType: optionalText,
  serviceName: optionalText,
  workflowExecutionId: optionalText,
  workflowName: optionalText,
});
type Body = v.InferOutput<typeof body>;

const payload = v.pipe(
  v.object({
    path: v.object({ requestId: v.optional(v.pipe(v.string(), v.transform(lastSegment)), "") }),
    body,
  }),
  v.transform(({ path, body: read }) => ({
    ...read,
    pathRequestId: path.requestId || null,
    bodyRequestId: read.requestId,
  })),
  v.transform((read) => ({ ...read, requestId: read.pathRequestId ?? read.bodyRequestId ?? "" })),
  v.forward(
    v.check(
      ({ requestId }) => requestId !== "" && requestId.length <= 256,
      "names its request, in the path or in the body",
    ),
    ["requestId"],
  ),
);
type Payload = v.InferOutput<typeof payload>;

const text = v.nullable(v.string());
const notification = v.object({
  /** The path's, else the body's. */
  requestId: v.string(),
  pathRequestId: text,
  bodyRequestId: text,
  notificationType: text,
  function: text,
  functionResult: text,
  entityId: text,
  documentId: text,
  checkId: text,
  entityCustomerReference: text,
  linkReference: text,
  message: text,
  extraData: v.nullable(v.record(v.string(), v.unknown())),
  username: text,
  version: text,
  entityType: text,
  serviceName: text,
  workflowExecutionId: text,
  workflowName: text,
});

const notificationTypes = ["FUNCTION", "RESULT", "EVENT", "ALERT"];
/** `SUCCESS` is version 2's word for `COMPLETED`. Neither says that the person passed. */
const finishedResults = ["COMPLETED", "SUCCESS"];
const failedResults = ["FAILED", "INCOMPLETE"];
/** Events that say that a workflow is done, in the two spellings that the pages have had. */
const finishingFunctions = ["WorkflowComplete", "WORKFLOW_COMPLETE"];

/** FrankieOne: a background function is done, or something changed about an entity. The result itself is fetched. */
export const frankieone = defineSource({
  id: "frankieone",
  documentation: { url: "https://docs.frankieone.com/docs/notifications-and-webhooks", read: "2026-11-21" },
  // The vendor appends "/" and the request id to the configured address, which may itself end in "/".
  routes: ["/frankieone", "/frankieone/{requestId+}"],
  credentials,
  authentication: {
    jwt: jwt({
      algorithm: "RS256",
      // The page prints `Authorization: Bearer: <token>`, with a colon.
      schemeWords: ["bearer", "bearer:"],
      issuers: ["io.frankiefinancial.kycaml", "com.frankiefinancial.kycaml"],
      publicKey: ({ publicKey }: v.InferOutput<typeof credentials>) => publicKey,
    }),
    sourceAddress: sourceAddress(),
  },
  defaultAuthentication: { jwt: {} },
  proves: "caller",
  payload,
  // One request leads to several notifications, so its ids are only the first parts.
  identity: (read, received) => [
    read.pathRequestId ?? "",
    partOf(received.requestId),
    ...[received.notificationType, received.function, received.functionResult].map(partOf),
    ...[received.entityId, received.documentId, received.checkId, received.workflowExecutionId].map(partOf),
    ...[received.message, received.extraData].map(digestOfPart),
  ],
  subject: (read) => read.entityId ?? read.requestId,
  eventType: "frankieone.notification.v1",
  notification,
  normalize: (read, received) => ({
    outcome: outcomeOf(read),
    reason: read.functionResult,
    references: referencesOf(read),
    flags: flagsOf(read, received),
    notification: read,
  }),
  // Never a 400: it makes the vendor drop the notification for good.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // The vendor repeats for 12.5 hours and keeps results for 7 days.
  retentionSeconds: 30 * 24 * 60 * 60,
});

function outcomeOf({ notificationType, function: called, functionResult }: Body): Outcome {
  const isFinished = functionResult !== null && finishedResults.includes(functionResult);
  // "The severity of the notification indicates that action is almost certainly required", whatever the result.
  if (notificationType === "ALERT") return "review";
  if (functionResult !== null && failedResults.includes(functionResult)) return "error";
  if (called?.endsWith("_ERROR")) return "error";
  const finishes = notificationType !== "EVENT" || (called !== null && finishingFunctions.includes(called));
  if (!finishes) return "updated";
  return isFinished && notificationType !== null && notificationTypes.includes(notificationType)
    ? "ready"
    : "unknown";
}

function referencesOf(read: Payload) {
  return {
    request: read.requestId,
    entity: read.entityId ?? undefined,
    document: read.documentId ?? undefined,
    check: read.checkId ?? undefined,
    workflow: read.workflowExecutionId ?? undefined,
    customer: read.entityCustomerReference ?? undefined,
  };
}

function flagsOf(read: Payload, received: JsonObject): Flag[] {
  const isConflict =
    read.pathRequestId !== null && read.bodyRequestId !== null && read.pathRequestId !== read.bodyRequestId;
  return [
    ...unknownFields(Object.keys(body.entries), received),
    ...unreadableValues({ ...read, requestId: read.bodyRequestId }, received),
    ...unknownValue("notificationType", read.notificationType, notificationTypes),
    ...unknownValue("functionResult", read.functionResult, [...finishedResults, ...failedResults]),
    ...(isConflict ? [{ code: "conflicting_value", field: "requestId" } as const] : []),
  ];
}

/** Messages and their data are long and personal: only their digest is part of the identity. */
function digestOfPart(value: JsonValue | undefined): string {
  return digestOf(partOf(value));
}

function lastSegment(path: string): string {
  return path.split("/").findLast((segment) => segment !== "") ?? "";
}
