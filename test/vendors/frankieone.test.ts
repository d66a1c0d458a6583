import { describe, expect, it } from "vitest";
import { simulator } from "../../functions/frankieone/simulator.ts";
import { frankieone } from "../../functions/frankieone/vendor.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import type { DeliveryParts } from "../support/deliveries.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import {
  hmacToken,
  nowSeconds,
  signToken,
  strangerKeys,
  type TokenParts,
  vendorKeys,
} from "../unit/authentication/tokens.ts";
import { eventAfter, expectInOneOrder, expectRefusal, flagsOf, outcomesOf } from "./outcomes.ts";

// docs.frankieone.com, "Notifications and webhooks": the ids of its examples.
const request = "01BFJA617JMJXEW6G7TDDXNSHX";
const pathRequest = "01EKVV810DC7NJEC97BAQJZXWR";
const entity = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
const workflow = "01HN9XHZN6MGXM9JXG50K59Q85";
const completed = exampleBody("frankieone", "function-completed");
// github.com/frankieone/presales at 12ccd3ef, "KYB V2 IMB/docs/webhook-guide-kyc-aml.md": the ids of its sample.
const kycRequest = "01JZHEX0WX2QEM6EY139D5NNP1";
const kycWorkflow = "01JZHEX5FQA4DJB0MMJFZR26JS";

const hour = 60 * 60;
// The page's issuer.
const token = (parts: TokenParts = {}) =>
  signToken({ ...parts, claims: { iss: "io.frankiefinancial.kycaml", ...parts.claims } });
const byToken = { jwt: {} };
const byAddress = { sourceAddress: { ranges: ["13.236.159.198"] } };
const byBoth = { ...byToken, ...byAddress };
const address = { sourceAddress: "13.236.159.198" };

const harness = (authentication: AuthenticationSettings = byToken, keys = [vendorKeys]) => {
  const secrets = keys.map(({ publicPem }) => ({ publicKey: publicPem }));
  return createVendorHarness(frankieone, { authentication, secrets });
};
const bearing = (credential: string) => ({ headers: { authorization: `Bearer: ${credential}` } });
const from = (body: string, path?: string): DeliveryParts => ({
  ...bearing(token()),
  body,
  pathParameters: path === undefined ? {} : { requestId: path },
});
const example = (name: string, changes?: object) => exampleBody("frankieone", name, { ...changes });

describe("authenticates", () => {
  it.each<readonly [string, AuthenticationSettings, DeliveryParts]>([
    ["the page's Bearer with a colon", byToken, bearing(token())],
    ["Bearer", byToken, { headers: { authorization: `Bearer ${token()}` } }],
    ["the older issuer", byToken, bearing(token({ claims: { iss: "com.frankiefinancial.kycaml" } }))],
    ["a portal user as the subject", byToken, bearing(token({ claims: { sub: "operator@example.com" } }))],
    ["an address in place of a token", byAddress, address],
    ["an address beside a token", byBoth, { ...address, ...bearing(token()) }],
  ])("accepts %s", async (_, authentication, parts) => {
    expect(await outcomesOf(harness(authentication), { ...parts, body: completed })).toEqual(["accepted"]);
  });

  it("accepts the previous key beside the current one", async () => {
    const newer = { ...bearing(token({ key: strangerKeys.privateKey })), body: completed };
    const both = harness(byToken, [strangerKeys, vendorKeys]);
    expect(await outcomesOf(both, from(completed), newer)).toEqual(["accepted", "duplicate"]);
  });
});

describe("rejects", () => {
  const foreign = bearing(token({ key: strangerKeys.privateKey }));
  it.each<readonly [string, AuthenticationSettings, DeliveryParts, string]>([
    ["another key", byToken, foreign, "token_invalid"],
    ["another issuer", byToken, bearing(token({ claims: { iss: "own" } })), "token_invalid"],
    [
      "HS256 with the public key as its secret",
      byToken,
      bearing(hmacToken(vendorKeys.publicPem)),
      "token_invalid",
    ],
    ["no header", byToken, {}, "credential_missing"],
    ["another scheme", byToken, { headers: { authorization: `Basic ${token()}` } }, "credential_missing"],
    ["another address", byAddress, { sourceAddress: "13.236.159.199" }, "address_not_allowed"],
    ["a token from another address", byBoth, bearing(token()), "address_not_allowed"],
    ["an address without a token", byBoth, address, "credential_missing"],
    ["another key from the right address", byBoth, { ...address, ...foreign }, "token_invalid"],
  ])("refuses %s and stores nothing", async (_, authentication, parts, code) => {
    await expectRefusal(harness(authentication), { ...parts, body: completed }, code);
  });

  it("throws for settings without authentication", () => {
    expect(() => harness({})).toThrow();
  });
});

describe("understands", () => {
  const published: [string, string, string, object][] = [
    ["function-completed", "ready", "COMPLETED", { customer: "AU0123456" }],
    ["result-incomplete", "error", "INCOMPLETE", { check: entity, document: entity }],
    ["event-risk-change", "updated", "COMPLETED", {}],
    ["alert-monitoring", "review", "COMPLETED", {}],
    ["workflow-complete-v2", "ready", "SUCCESS", { request: pathRequest, workflow }],
    ["workflow-complete-pass", "passed", "PASS", { request: kycRequest, workflow: kycWorkflow }],
    ["workflow-complete-fail", "failed", "FAIL", { request: kycRequest, workflow: kycWorkflow }],
    ["workflow-complete-review", "review", "REVIEW", { request: kycRequest, workflow: kycWorkflow }],
    ["workflow-complete-urgent", "review", "URGENT", { request: kycRequest, workflow: kycWorkflow }],
    ["workflow-complete-business", "ready", "COMPLETE", { request: kycRequest, workflow: kycWorkflow }],
    ["workflow-failure", "error", "FAILURE", { request: kycRequest, workflow: kycWorkflow }],
  ];
  it.each(published)("reads %s as %s", async (name, outcome, reason, more) => {
    const frankieHarness = harness();
    const { response } = await frankieHarness.deliver(from(example(name)));
    expect(response).toMatchObject({ status: 200, body: "" });
    const references = { request, entity, ...more };
    expect(frankieHarness.events()).toMatchObject([
      { source: "frankieone", subject: entity, data: { outcome, reason, references, flags: [] } },
    ]);
  });

  const paths: [string, string | undefined, string | undefined, object][] = [
    ["the path alone", pathRequest, undefined, { pathRequestId: pathRequest, bodyRequestId: null }],
    ["the body alone", undefined, request, { pathRequestId: null, bodyRequestId: request }],
    ["the body, under a path that is empty", "/", request, { pathRequestId: null, bodyRequestId: request }],
    ["both alike", request, request, { pathRequestId: request, bodyRequestId: request }],
    // API Gateway passes this if the configured address ends in "/".
    ["a path of two slashes", `/${pathRequest}`, undefined, { pathRequestId: pathRequest }],
  ];
  it.each(paths)("takes the request's id from %s", async (_, path, requestId, ids) => {
    const { data } = await eventAfter(harness(), from(example("function-completed", { requestId }), path));
    const id = path?.includes(pathRequest) ? pathRequest : request;
    expect(data).toMatchObject({
      references: { request: id },
      notification: { requestId: id, ...ids },
      flags: [],
    });
  });

  it("takes the path's id over another one in the body, keeps both and flags them", async () => {
    const event = await eventAfter(harness(), from(completed, pathRequest));
    expect(event.data).toMatchObject({
      references: { request: pathRequest },
      notification: { requestId: pathRequest, pathRequestId: pathRequest, bodyRequestId: request },
      original: { requestId: request },
    });
    expect(flagsOf(event)).toEqual(["conflicting_value requestId"]);
  });

  it("reads a body of which every field is missing, about the request of its path", async () => {
    const event = await eventAfter(harness(), from("{}", pathRequest));
    const data = { reason: null, references: { request: pathRequest }, flags: [] };
    expect(event).toMatchObject({ subject: pathRequest, data });
  });

  it.each([
    ["no id anywhere", example("function-completed", { requestId: undefined }), undefined],
    ["an id of slashes only", "{}", "//"],
    ["an id that is a list", '{"requestId":[1]}', undefined],
    ["no body", "", pathRequest],
    ["no JSON", "requestId=1", pathRequest],
    ["no object", `[${completed}]`, pathRequest],
  ])("quarantines %s and acknowledges it, for a 400 would lose it", async (_, body, path) => {
    const frankieHarness = harness();
    const { response } = await frankieHarness.deliver(from(body, path));
    expect(response).toMatchObject({ status: 200, body: "" });
    const { pathParameters } = from(body, path);
    const delivery = { body: Buffer.from(body).toString("base64"), pathParameters };
    expect(frankieHarness.quarantined()).toMatchObject([{ delivery }]);
    expect(frankieHarness.events()).toEqual([]);
  });
});

describe("normalizes", () => {
  const unknownResult = "unknown_value functionResult";
  const unknownType = "unknown_value notificationType";
  const outcomes: [string, string, string, string, string?][] = [
    ["FUNCTION", "entity.create", "COMPLETED", "ready"],
    ["FUNCTION", "entity.create", "SUCCESS", "ready"],
    ["FUNCTION", "entity.create", "FAILED", "error"],
    ["FUNCTION", "entity.create", "INCOMPLETE", "error"],
    ["FUNCTION", "entity.create", "PARTIAL", "unknown", unknownResult],
    ["RESULT", "UpdateCheckEntity", "COMPLETED", "ready"],
    ["RESULT", "UpdateCheckEntity", "FAILED", "error"],
    ["RESULT", "UpdateCheckEntity", "PARTIAL", "unknown", unknownResult],
    ["EVENT", "EntityStatusChange", "COMPLETED", "updated"],
    // A production integrator types this event's result so.
    ["EVENT", "EntityRiskChange", "EntityRiskChange", "updated", unknownResult],
    ["EVENT", "WorkflowComplete", "SUCCESS", "ready"],
    ["EVENT", "WORKFLOW_COMPLETE", "SUCCESS", "ready"],
    ["EVENT", "WORKFLOW_ERROR", "FAILED", "error"],
    ["EVENT", "WorkflowComplete", "FAILURE", "error"],
    ["FUNCTION", "entity.create", "FAILURE", "error"],
    ["EVENT", "TOKEN_ERROR", "COMPLETED", "error"],
    ["EVENT", "SomethingNew", "SUCCESS", "updated"],
    ["ALERT", "EntityRiskChange", "COMPLETED", "review"],
    ["NOTICE", "entity.create", "COMPLETED", "unknown", unknownType],
  ];
  it.each(outcomes)("gives %s of %s with %s as %s", async (type, called, result, outcome, flag) => {
    const changes = { notificationType: type, function: called, functionResult: result };
    const event = await eventAfter(harness(), from(example("function-completed", changes)));
    expect(event.data).toMatchObject({ outcome, reason: result, notification: changes });
    expect(flagsOf(event)).toEqual(flag ? [flag] : []);
  });

  const unknownStatus = "unknown_value overallStatus";
  const verdicts: [string, object, string, string | null, string?][] = [
    ["PASS", {}, "passed", "PASS"],
    ["another verdict", { overallStatus: "ESCALATED" }, "ready", "ESCALATED", unknownStatus],
    ["a verdict in small letters", { overallStatus: "pass" }, "ready", "pass", unknownStatus],
    ["no verdict", { overallStatus: undefined }, "ready", "SUCCESS"],
    ["a list as verdict", { overallStatus: ["PASS"] }, "ready", "SUCCESS", "unreadable_value overallStatus"],
    ["PASS of the older spelling", { function: "WORKFLOW_COMPLETE" }, "passed", "PASS"],
    ["PASS of a background function", { notificationType: "FUNCTION" }, "passed", "PASS"],
    // A failed workflow has no verdict to trust.
    ["PASS of a workflow that failed", { functionResult: "FAILURE" }, "error", "FAILURE"],
    ["PASS of a workflow that failed, in version 1's word", { functionResult: "FAILED" }, "error", "FAILED"],
    ["PASS of an incomplete workflow", { functionResult: "INCOMPLETE" }, "error", "INCOMPLETE"],
    ["PASS of an error", { function: "OCR_ERROR" }, "error", "SUCCESS"],
    ["PASS of an unknown result", { functionResult: "PARTIAL" }, "unknown", "PARTIAL", unknownResult],
    ["PASS without a result", { functionResult: undefined }, "unknown", null],
    ["PASS of an unknown type", { notificationType: "NOTICE" }, "unknown", "SUCCESS", unknownType],
    // Action is required, whatever the verdict.
    ["PASS of an alert", { notificationType: "ALERT" }, "review", "PASS"],
    ["FAIL of an alert", { notificationType: "ALERT", overallStatus: "FAIL" }, "review", "FAIL"],
  ];
  it.each(verdicts)("gives a workflow with %s its outcome", async (_, changes, outcome, reason, flag) => {
    const event = await eventAfter(harness(), from(example("workflow-complete-pass", changes)));
    expect(event.data).toMatchObject({ outcome, reason });
    expect(flagsOf(event)).toEqual(flag ? [flag] : []);
  });

  // docs.frankieone.com/docs/reference/webhooks: errors come under the same names.
  const steps = [
    ...["TOKEN_REQUESTED", "ONB_URL_GENERATED", "RESULTS_RETRIEVED", "OCR_PROCESSED"],
    ...["EntityStatusChanged", "EntityRiskChanged", "EntityProfileUpdated", "EntityAssigneeChanged"],
  ];
  it.each(steps)("takes %s for a change, PASS or not, and its failure for an error", async (called) => {
    const step = (changes: object) =>
      from(example("workflow-complete-pass", { function: called, ...changes }));
    const change = await eventAfter(harness(), step({}));
    expect(change.data).toMatchObject({ outcome: "updated", reason: "SUCCESS", flags: [] });
    const failure = await eventAfter(harness(), step({ functionResult: "FAILURE" }));
    expect(failure.data).toMatchObject({ outcome: "error", reason: "FAILURE", flags: [] });
  });

  const oddNames = { serviceName: "a/../b", workflowName: "Basic 2+2?" };
  const oddPath = "serviceprofiles/a%2F..%2Fb/workflows/Basic%202%2B2%3F";
  it.each([
    ["a person", {}, "individuals", "serviceprofiles/KYC/workflows/Example-KYC-AU"],
    [
      "an organisation",
      { entityType: "ORGANIZATION" },
      "organizations",
      "serviceprofiles/KYC/workflows/Example-KYC-AU",
    ],
    ["names that are no path segments", oddNames, "individuals", oddPath],
  ])("says how to fetch the result of %s", async (_, changes, collection, workflowPath) => {
    const { data } = await eventAfter(harness(), from(example("workflow-complete-pass", changes)));
    expect(data.result).toEqual({
      method: "GET",
      path: `/v2/${collection}/${entity}/${workflowPath}/executions/${kycWorkflow}`,
      field: "workflowResult.workflowExecutionState",
      complete: ["COMPLETED"],
      // The guide's table of states, without IN_PROGRESS.
      ended: ["ERROR", "TIMEOUT", "CANCELED"],
    });
  });

  it.each([
    ["another kind of entity", { entityType: "TRUST" }],
    ["no kind of entity", { entityType: undefined }],
    ["no entity", { entityId: undefined }],
    ["no service", { serviceName: undefined }],
    ["no workflow", { workflowName: "" }],
    ["no execution", { workflowExecutionId: null }],
  ])("says nothing of how to fetch the result with %s, and carries it through", async (_, changes) => {
    const { data } = await eventAfter(harness(), from(example("workflow-complete-pass", changes)));
    expect(data).toMatchObject({ outcome: "passed", result: null });
  });

  it("keeps the fields of version 2, and knows each", async () => {
    const { data } = await eventAfter(harness(), from(example("workflow-complete-pass")));
    const notification = {
      overallStatus: "PASS",
      channel: "api",
      entityType: "INDIVIDUAL",
      version: "2.0.0",
    };
    expect(data).toMatchObject({ notification, flags: [] });
  });

  it("keeps every field of the page, extraData as it came, and flags nothing", async () => {
    const extraData = '{"score":0.50,"list":[12345678901234567890,{"deep":null}]}';
    const page = {
      requestId: request,
      notificationType: "RESULT",
      function: "entity.create",
      functionResult: "COMPLETED",
      entityId: entity,
      documentId: entity,
      checkId: entity,
      entityCustomerReference: "AU0123456",
      linkReference: `https://portal.frankiefinancial.io/entity/${entity}`,
      message: "Entity successfully created",
      username: "operator",
    };
    const frankieHarness = harness();
    const body = `{"extraData":${extraData},${JSON.stringify(page).slice(1)}`;
    const { data } = await eventAfter(frankieHarness, from(body));
    expect(data).toMatchObject({ notification: page, original: page, flags: [] });
    const written = frankieHarness.eventQueue.messages[0]?.body.split(`"extraData":${extraData}`);
    expect(written).toHaveLength(3);
  });

  it("says that the caller alone is proved, and gives no time, for the vendor gives none", async () => {
    const event = await eventAfter(harness(), from(example("function-completed", { severity: 1 })));
    expect(event).toMatchObject({ authenticated: "caller", recordedtime: "2026-11-21T09:30:00.000Z" });
    expect(event).not.toHaveProperty("time");
    expect(flagsOf(event)).toEqual(["unknown_field severity"]);
  });
});

describe("deduplicates", () => {
  const riskOf = (changes?: object) => from(example("event-risk-change", changes), request);
  const risk = JSON.parse(example("event-risk-change"));
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(risk).reverse()));

  it.each([
    ["under a token of its own", { ...riskOf(), ...bearing(token({ claims: { iat: nowSeconds - 900 } })) }],
    ["with extraData in another order", riskOf({ extraData: { to: 31, from: 0 } })],
    ["with its fields in another order", from(reversed, request)],
    ["with white space", from(JSON.stringify(risk, null, 2), request)],
  ])("sends one notification once when it is repeated %s", async (_, retry) => {
    const frankieHarness = harness();
    await frankieHarness.deliver(riskOf());
    const { response, receipt } = await frankieHarness.deliver(retry);
    expect(receipt.outcome).toBe("duplicate");
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(frankieHarness.events()).toHaveLength(1);
  });

  it("sends the three notifications of one request as three events of one order", async () => {
    const frankieHarness = harness();
    const status = riskOf({ function: "EntityStatusChange" });
    await outcomesOf(frankieHarness, riskOf(), status, from(completed, request));
    expectInOneOrder(frankieHarness, 3);
  });

  it.each([
    ["message", { message: "The risk score of the entity changed again" }],
    ["extraData", { extraData: { from: 31, to: 0 } }],
    ["result", { functionResult: "FAILED" }],
    ["type", { notificationType: "ALERT" }],
    ["entity", { entityId: "6c1f0f0e-9a4e-4a7e-8f0a-1f5e5a3c2b10" }],
    ["document", { documentId: entity }],
    ["check", { checkId: entity }],
    ["workflow", { workflowExecutionId: workflow }],
  ])("sends a second event for another %s", async (_, changes) => {
    const frankieHarness = harness();
    expect(await outcomesOf(frankieHarness, riskOf(), riskOf(changes))).toEqual(["accepted", "accepted"]);
    expect(new Set(frankieHarness.events().map(({ id }) => id)).size).toBe(2);
  });

  it("sends a second event for another request", async () => {
    const other = from(example("function-completed", { requestId: pathRequest }), pathRequest);
    const outcomes = await outcomesOf(harness(), from(completed, request), other);
    expect(outcomes).toEqual(["accepted", "accepted"]);
  });

  // "A compliance officer must classify each hit before the status can progress."
  it.each([
    ["PASS", "passed"],
    ["FAIL", "failed"],
    ["URGENT", "review"],
  ])("sends a second event when a REVIEW becomes %s, and that one once", async (overallStatus, outcome) => {
    const frankieHarness = harness();
    const review = from(example("workflow-complete-pass", { overallStatus: "REVIEW" }));
    const later = from(example("workflow-complete-pass", { overallStatus }));
    const outcomes = await outcomesOf(frankieHarness, review, later, later);
    expect(outcomes).toEqual(["accepted", "accepted", "duplicate"]);
    expect(frankieHarness.events().map(({ data }) => data.outcome)).toEqual(["review", outcome]);
  });

  it("knows a notification for longer than the vendor repeats it", () => {
    // "Up to 50 times over ~24 hours".
    const { intervalsSeconds } = simulator.retry;
    expect(intervalsSeconds).toHaveLength(50);
    expect(intervalsSeconds.reduce((sum, seconds) => sum + seconds)).toBe(24 * hour);
    expect(frankieone.retentionSeconds).toBeGreaterThan(24 * hour);
  });
});
