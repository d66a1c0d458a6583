import * as v from "valibot";
import { rsaPublicKeyPem } from "../../lib/authentication/rsa-public-key.ts";
import { jwt } from "../../lib/authentication/schemes/jwt.ts";
import { sourceAddress } from "../../lib/authentication/schemes/source-address.ts";
import type { JsonObject, JsonValue } from "../../lib/json/json.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome, ResultRequest } from "../../lib/source/event.ts";
import { optionalObject, optionalText } from "../../lib/source/fields.ts";
import { unknownFields, unknownValue, unreadableValues } from "../../lib/source/flags.ts";
import { digestOf, keyPart } from "../../lib/source/idempotency-key.ts";
import { resultPath } from "../../lib/source/result-path.ts";

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
  overallStatus: optionalText,
  channel: optionalText,
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
  overallStatus: text,
  channel: text,
});

const notificationTypes = ["FUNCTION", "RESULT", "EVENT", "ALERT"];
/** `SUCCESS` is version 2's word for `COMPLETED`. Neither says that the person passed. */
const finishedResults = ["COMPLETED", "SUCCESS"];
/** `FAILURE` is version 2's word for `FAILED`. */
const failedResults = ["FAILED", "FAILURE", "INCOMPLETE"];
/** Events that say that a workflow is done, in the two spellings that the pages have had. */
const finishingFunctions = ["WorkflowComplete", "WORKFLOW_COMPLETE"];
/** Version 2's verdict. `URGENT` is a match on a sanctions list. */
const verdicts: ReadonlyMap<string, Outcome> = new Map([
  ["PASS", "passed"],
  ["FAIL", "failed"],
  ["REVIEW", "review"],
  ["URGENT", "review"],
  ["COMPLETE", "ready"],
]);

/** Where version 2 keeps the entities of each `entityType`. */
const collections: ReadonlyMap<string, string> = new Map([
  ["INDIVIDUAL", "individuals"],
  ["ORGANIZATION", "organizations"],
]);

/**
 * FrankieOne: a background function is done, or something changed about an entity. Version 2 follows the vendor's guides,
 * read on 2026-11-29: github.com/frankieone/presales, `KYB V2 ACME/docs/webhook-guide-kyb-ubo.md` at f6c2358d and
 * `KYB V2 IMB/docs/webhook-guide-kyc-aml.md` at 12ccd3ef.
 */
export const frankieone = defineVendor({
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
    keyPart(received.requestId),
    ...[received.notificationType, received.function, received.functionResult].map(keyPart),
    // A person who looks at a REVIEW can make it a PASS of the same execution.
    keyPart(received.overallStatus),
    ...[received.entityId, received.documentId, received.checkId, received.workflowExecutionId].map(keyPart),
    ...[received.message, received.extraData].map(digestOfPart),
  ],
  subject: (read) => read.entityId ?? read.requestId,
  eventType: "frankieone.notification.v1",
  notification,
  normalize: (read, received) => ({
    ...decide(read),
    references: referencesOf(read),
    flags: flagsOf(read, received),
    result: resultOf(read),
    notification: read,
  }),
  // Never a 400: it makes the vendor drop the notification for good.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // The vendor repeats for about 24 hours and keeps results for 7 days.
  retentionSeconds: 30 * 24 * 60 * 60,
});

/** The verdict decides only what would be `ready` without it. The reason is the vendor's word that decided. */
function decide(read: Body): { outcome: Outcome; reason: string | null } {
  const { notificationType, functionResult, overallStatus } = read;
  const verdict = overallStatus ?? functionResult;
  // "The severity of the notification indicates that action is almost certainly required", whatever the result.
  if (notificationType === "ALERT") return { outcome: "review", reason: verdict };
  // A workflow that failed has no verdict to trust, whatever it says.
  if (isFailed(read)) return { outcome: "error", reason: functionResult };
  if (!isFinishing(read)) return { outcome: "updated", reason: functionResult };
  if (!isIn(notificationTypes, notificationType) || !isIn(finishedResults, functionResult))
    return { outcome: "unknown", reason: functionResult };
  return { outcome: verdicts.get(overallStatus ?? "") ?? "ready", reason: verdict };
}

function isFailed({ function: called, functionResult }: Body): boolean {
  return isIn(failedResults, functionResult) || called?.endsWith("_ERROR") === true;
}

function isFinishing({ notificationType, function: called }: Body): boolean {
  return notificationType !== "EVENT" || isIn(finishingFunctions, called);
}

function isIn(known: readonly string[], value: string | null): boolean {
  return value !== null && known.includes(value);
}

/** None without one of the ids, as in version 1, whose page does not say how its answer tells that it is complete. */
function resultOf(read: Body): ResultRequest | undefined {
  const { entityId, serviceName, workflowName, workflowExecutionId } = read;
  const collection = collections.get(read.entityType ?? "") ?? null;
  const path = resultPath`/v2/${collection}/${entityId}/serviceprofiles/${serviceName}/workflows/${workflowName}/executions/${workflowExecutionId}`;
  if (path === undefined) return undefined;
  return {
    method: "GET",
    path,
    field: "workflowResult.workflowExecutionState",
    complete: ["COMPLETED"],
    // The guides' table of states; `IN_PROGRESS` is the other one.
    ended: ["ERROR", "TIMEOUT", "CANCELED"],
  };
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
    ...unknownValue("overallStatus", read.overallStatus, [...verdicts.keys()]),
    ...(isConflict ? [{ code: "conflicting_value", field: "requestId" } as const] : []),
  ];
}

/** Messages and their data are long and personal: only their digest is part of the identity. */
function digestOfPart(value: JsonValue | undefined): string {
  return digestOf(keyPart(value));
}

function lastSegment(path: string): string {
  return path.split("/").findLast((segment) => segment !== "") ?? "";
}
