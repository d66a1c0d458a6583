import * as v from "valibot";
import { rsaPublicKeyPem } from "../../lib/authentication/rsa-public-key.ts";
import { jwt } from "../../lib/authentication/schemes/jwt.ts";
import { sourceAddress } from "../../lib/authentication/schemes/source-address.ts";
import { defineVendor } from "../../lib/source/define-vendor.ts";
import type { Flag, Outcome, ResultRequest } from "../../lib/source/event.ts";
import { flag, unknownValues } from "../../lib/source/flags.ts";
import { digestOf, keyParts } from "../../lib/source/idempotency-key.ts";
import { resultPath } from "../../lib/source/result-path.ts";
import { failedResults, finishedResults, payload, type Report, report, verdicts } from "./report.ts";

const credentials = v.object({ publicKey: rsaPublicKeyPem });

/** A finished workflow, in the pages' two spellings. */
const finishingFunctions = ["WorkflowComplete", "WORKFLOW_COMPLETE"];
/** Version 2's entity lists, by `entityType`. */
const collections: ReadonlyMap<string, string> = new Map([
  ["INDIVIDUAL", "individuals"],
  ["ORGANIZATION", "organizations"],
]);

/**
 * FrankieOne: a background function is done, or an entity changed. Version 2 follows the vendor's guides, read on 2026-11-29:
 * github.com/frankieone/presales, `KYB V2 ACME/docs/webhook-guide-kyb-ubo.md` at f6c2358d and `KYB V2
 * IMB/docs/webhook-guide-kyc-aml.md` at 12ccd3ef.
 */
export const frankieone = defineVendor({
  id: "frankieone",
  documentation: { url: "https://docs.frankieone.com/docs/notifications-and-webhooks", read: "2026-11-21" },
  // The vendor appends "/" and the request id, even after a final "/".
  paths: ["", "/{requestId+}"],
  credentials,
  authentication: {
    jwt: jwt({
      algorithm: "RS256",
      // The page prints `Authorization: Bearer: <token>`.
      schemeWords: ["bearer", "bearer:"],
      issuers: ["io.frankiefinancial.kycaml", "com.frankiefinancial.kycaml"],
      publicKey: ({ publicKey }: v.InferOutput<typeof credentials>) => publicKey,
    }),
    sourceAddress: sourceAddress(),
  },
  defaultAuthentication: { jwt: {} },
  proves: "caller",
  fields: report,
  payload,
  // One request leads to several notifications.
  identity: (read, received) => [
    read.pathRequestId ?? "",
    ...keyParts(report, received, "sentRequestId", "notificationType", "function", "functionResult"),
    // A reviewer may turn REVIEW into PASS.
    ...keyParts(report, received, "overallStatus"),
    ...keyParts(report, received, "entityId", "documentId", "checkId", "workflowExecutionId"),
    // Messages and data are long and personal.
    ...keyParts(report, received, "message", "extraData").map(digestOf),
  ],
  subject: (read) => read.entityId ?? read.requestId,
  eventType: "frankieone.notification.v1",
  normalize: (read) => ({
    ...decide(read),
    references: referencesOf(read),
    flags: flagsOf(read),
    result: resultOf(read),
  }),
  // Never 400: the vendor would drop the notification.
  acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "" }),
  // The vendor repeats for 24 hours and keeps results 7 days.
  retentionSeconds: 30 * 24 * 60 * 60,
});

/** Only a `ready` outcome depends on the verdict. The reason is the deciding word. */
function decide(read: Report): { outcome: Outcome; reason: string | null } {
  const { notificationType, functionResult, overallStatus } = read;
  const verdict = overallStatus ?? functionResult;
  // "The severity of the notification indicates that action is almost certainly required".
  if (notificationType === "ALERT") return { outcome: "review", reason: verdict };
  // A failed workflow has no verdict to trust.
  if (isFailed(read)) return { outcome: "error", reason: functionResult };
  if (!isFinishing(read)) return { outcome: "updated", reason: functionResult };
  if (
    !isIn(report.entries.notificationType.values, notificationType) ||
    !isIn(finishedResults, functionResult)
  )
    return { outcome: "unknown", reason: functionResult };
  return { outcome: verdicts.get(overallStatus ?? "") ?? "ready", reason: verdict };
}

function isFailed({ function: called, functionResult }: Report): boolean {
  return isIn(failedResults, functionResult) || called?.endsWith("_ERROR") === true;
}

function isFinishing({ notificationType, function: called }: Report): boolean {
  return notificationType !== "EVENT" || isIn(finishingFunctions, called);
}

function isIn(known: readonly string[], value: string | null): boolean {
  return value !== null && known.includes(value);
}

/** Undefined without an id, as in version 1, whose page does not say when results are complete. */
function resultOf(read: Report): ResultRequest | undefined {
  const { entityId, serviceName, workflowName, workflowExecutionId } = read;
  const collection = collections.get(read.entityType ?? "") ?? null;
  const path = resultPath`/v2/${collection}/${entityId}/serviceprofiles/${serviceName}/workflows/${workflowName}/executions/${workflowExecutionId}`;
  if (path === undefined) return undefined;
  return {
    method: "GET",
    path,
    field: "workflowResult.workflowExecutionState",
    complete: ["COMPLETED"],
    // From the guides, which also have `IN_PROGRESS`.
    ended: ["ERROR", "TIMEOUT", "CANCELED"],
  };
}

function referencesOf(read: Report) {
  return {
    request: read.requestId,
    entity: read.entityId ?? undefined,
    document: read.documentId ?? undefined,
    check: read.checkId ?? undefined,
    workflow: read.workflowExecutionId ?? undefined,
    customer: read.entityCustomerReference ?? undefined,
  };
}

function flagsOf(read: Report): Flag[] {
  const { pathRequestId, bodyRequestId } = read;
  const isConflict = pathRequestId !== null && bodyRequestId !== null && pathRequestId !== bodyRequestId;
  return [
    ...unknownValues(report, read, "notificationType", "functionResult", "overallStatus"),
    ...(isConflict ? [flag(report, "conflicting_value", "sentRequestId")] : []),
  ];
}
