import * as v from "valibot";
import type { Outcome } from "../../lib/source/event.ts";
import { computed, fields, from, unpublished } from "../../lib/source/fields.ts";
import { identifier, optionalObject, optionalText } from "../../lib/source/kinds.ts";

/** `SUCCESS` is version 2's `COMPLETED`. Neither means passed. */
export const finishedResults = ["COMPLETED", "SUCCESS"];
/** `FAILURE` is version 2's `FAILED`. */
export const failedResults = ["FAILED", "FAILURE", "INCOMPLETE"];
/** Version 2's verdicts. `URGENT` is a sanctions match. */
export const verdicts: ReadonlyMap<string, Outcome> = new Map([
  ["PASS", "passed"],
  ["FAIL", "failed"],
  ["REVIEW", "review"],
  ["URGENT", "review"],
  ["COMPLETE", "ready"],
]);

// Every field is optional. Those after `username` are version 2's.
export const report = fields({
  requestId: computed(
    identifier.published,
    "The request that this notification answers: the path's, else the body's.",
  ),
  sentRequestId: unpublished("requestId", optionalText),
  notificationType: from("notificationType", optionalText, "What kind it is.", [
    "FUNCTION",
    "RESULT",
    "EVENT",
    "ALERT",
  ]),
  function: from("function", optionalText, "What was done, or what happened."),
  functionResult: from("functionResult", optionalText, "None of the results says that the entity passed.", [
    ...finishedResults,
    ...failedResults,
  ]),
  entityId: from("entityId", optionalText, "The person or organisation, if the request was about one."),
  documentId: from("documentId", optionalText, "The document, if the request was about one."),
  checkId: from("checkId", optionalText, "The check, if the called function gives one."),
  entityCustomerReference: from("entityCustomerReference", optionalText, "Your own id for the entity."),
  linkReference: from("linkReference", optionalText, "Where there is more about it."),
  message: from("message", optionalText, "A short text for people."),
  extraData: from("extraData", optionalObject, "A map. Its content depends on the type and the function."),
  username: from("username", optionalText, "The user of the portal who started it."),
  version: from("version", optionalText, "The version of the vendor's notification."),
  entityType: from("entityType", optionalText, "Since the vendor's version 2."),
  serviceName: from("serviceName", optionalText, "Since the vendor's version 2."),
  workflowExecutionId: from("workflowExecutionId", optionalText, "Since the vendor's version 2."),
  workflowName: from("workflowName", optionalText, "Since the vendor's version 2."),
  overallStatus: from(
    "overallStatus",
    optionalText,
    "The workflow's verdict, since the vendor's version 2.",
    [...verdicts.keys()],
  ),
  channel: from(
    "channel",
    optionalText,
    "How the workflow was started, such as api. Since the vendor's version 2.",
  ),
  pathRequestId: computed(
    optionalText.published,
    "The last segment of the path behind the configured address.",
  ),
  bodyRequestId: computed(optionalText.published, "`requestId` of the body."),
});

export const payload = v.pipe(
  v.object({ path: v.object({ requestId: v.optional(v.string(), "") }), body: report.body }),
  v.transform(({ path, body }) => {
    const pathRequestId = lastSegment(path.requestId) || null;
    const bodyRequestId = body.sentRequestId;
    return { ...body, pathRequestId, bodyRequestId, requestId: pathRequestId ?? bodyRequestId ?? "" };
  }),
  v.forward(
    v.check(
      ({ requestId }) => requestId !== "" && requestId.length <= 256,
      "names its request, in the path or in the body",
    ),
    ["requestId"],
  ),
);
export type Report = v.InferOutput<typeof payload>;

function lastSegment(path: string): string {
  return path.split("/").findLast((segment) => segment !== "") ?? "";
}
