import { describe, expect, it } from "vitest";
import { simulator } from "../../functions/frankieone/simulator.ts";
import { frankieone } from "../../functions/frankieone/vendor.ts";
import { matchRoute, routesOf } from "../../infra/http-api/routes.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import type { DeliveryParts } from "../support/deliveries.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { nowSeconds, signToken, otherKeys, vendorKeys } from "../unit/authentication/tokens.ts";
import { eventAfter, expectEvent, expectInOneOrder, expectRefusal, outcomesOf } from "./outcomes.ts";

// docs.frankieone.com, "Notifications and webhooks": the ids of its examples.
const request = "01BFJA617JMJXEW6G7TDDXNSHX";
const pathRequest = "01EKVV810DC7NJEC97BAQJZXWR";
const entity = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
const workflow = "01HN9XHZN6MGXM9JXG50K59Q85";
// github.com/frankieone/presales at 12ccd3ef, "KYB V2 IMB/docs/webhook-guide-kyc-aml.md": the ids of its sample.
const kycIds = { request: "01JZHEX0WX2QEM6EY139D5NNP1", workflow: "01JZHEX5FQA4DJB0MMJFZR26JS" };

// The page's issuer.
const token = (parts: Parameters<typeof signToken>[0] = {}) =>
  signToken({ ...parts, claims: { iss: "io.frankiefinancial.kycaml", ...parts.claims } });
const byToken = { jwt: {} };
const byAddress = { sourceAddress: { ranges: ["13.236.159.198"] } };
const byBoth = { ...byToken, ...byAddress };
const address = { sourceAddress: "13.236.159.198" };

const harness = (authentication: AuthenticationSettings = byToken) =>
  createVendorHarness(frankieone, { authentication, secrets: [{ publicKey: vendorKeys.publicPem }] });
const bearing = (credential: string) => ({ headers: { authorization: `Bearer: ${credential}` } });
const from = (body: string, path?: string): DeliveryParts => ({
  ...bearing(token()),
  body,
  pathParameters: path === undefined ? {} : { requestId: path },
});
const example = (name: string, changes?: object) => exampleBody("frankieone", name, { ...changes });
const completed = example("function-completed");
const functionWith = (changes: object) => from(example("function-completed", changes));
const workflowWith = (changes: object) => from(example("workflow-complete-pass", changes));

describe("authenticates", () => {
  it.each<[string, AuthenticationSettings, DeliveryParts]>([
    ["the page's Bearer with a colon", byToken, bearing(token())],
    ["Bearer", byToken, { headers: { authorization: `Bearer ${token()}` } }],
    ["the older issuer", byToken, bearing(token({ claims: { iss: "com.frankiefinancial.kycaml" } }))],
    ["a portal user as the subject", byToken, bearing(token({ claims: { sub: "operator@example.com" } }))],
    ["an address in place of a token", byAddress, address],
    ["an address beside a token", byBoth, { ...address, ...bearing(token()) }],
  ])("accepts %s", async (_, authentication, parts) => {
    expect(await outcomesOf(harness(authentication), { ...parts, body: completed })).toEqual(["accepted"]);
  });
});

describe("rejects", () => {
  const foreign = bearing(token({ key: otherKeys.privateKey }));
  it.each<[string, AuthenticationSettings, DeliveryParts, string]>([
    ["another issuer", byToken, bearing(token({ claims: { iss: "own" } })), "token_invalid"],
    ["a token from another address", byBoth, bearing(token()), "address_not_allowed"],
    ["an address without a token", byBoth, address, "credential_missing"],
    ["another key from the right address", byBoth, { ...address, ...foreign }, "token_invalid"],
  ])("refuses %s and stores nothing", async (_, authentication, parts, code) => {
    await expectRefusal(harness(authentication), { ...parts, body: completed }, code);
  });
});

describe("understands", () => {
  it.each<[string, string, string, object]>([
    ["function-completed", "ready", "COMPLETED", { customer: "AU0123456" }],
    ["result-incomplete", "error", "INCOMPLETE", { check: entity, document: entity }],
    ["event-risk-change", "updated", "COMPLETED", {}],
    ["workflow-complete-v2", "ready", "SUCCESS", { request: pathRequest, workflow }],
    ["workflow-complete-pass", "passed", "PASS", kycIds],
    ["workflow-failure", "error", "FAILURE", kycIds],
  ])("reads %s as %s", async (name, outcome, reason, more) => {
    const data = { outcome, reason, references: { request, entity, ...more } };
    await expectEvent(harness(), from(example(name)), { source: "frankieone", subject: entity, data });
  });

  const conflict = "conflicting_value requestId";
  it.each<[string, string | undefined, string | undefined, object, ...string[]]>([
    ["the path alone", pathRequest, undefined, { pathRequestId: pathRequest, bodyRequestId: null }],
    ["the body alone", undefined, request, { pathRequestId: null, bodyRequestId: request }],
    ["the body, under a path that is empty", "/", request, { pathRequestId: null, bodyRequestId: request }],
    ["both alike", request, request, { pathRequestId: request, bodyRequestId: request }],
    ["the path, over another", pathRequest, request, { bodyRequestId: request }, conflict],
    // API Gateway passes this if the configured address ends in "/".
    ["a path of two slashes", `/${pathRequest}`, undefined, { pathRequestId: pathRequest }],
  ])("takes the request's id from %s", async (_, path, requestId, ids, ...flags) => {
    const id = path?.includes(pathRequest) ? pathRequest : request;
    const data = { references: { request: id }, notification: { requestId: id, ...ids } };
    const delivery = from(example("function-completed", { requestId }), path);
    await expectEvent(harness(), delivery, { data }, ...flags);
  });

  it.each([
    ["/frankieone-eu", {}],
    ["/frankieone-eu/abc", { requestId: "abc" }],
    ["/frankieone-eu//abc", { requestId: "/abc" }],
  ])("serves %s at a second source, with the request id that the vendor appends", (path, pathParameters) => {
    const routes = [frankieone, frankieone.source("frankieone-eu")].flatMap(routesOf);
    expect(matchRoute(routes, "POST", path)).toMatchObject({ functionId: "frankieone-eu", pathParameters });
  });

  it("reads a body of which every field is missing, about the request of its path", async () => {
    const data = { reason: null, references: { request: pathRequest } };
    await expectEvent(harness(), from("{}", pathRequest), { subject: pathRequest, data });
  });

  it.each([
    ["no id anywhere", example("function-completed", { requestId: undefined }), undefined],
    ["an id of slashes only", "{}", "//"],
    ["an id that is a list", '{"requestId":[1]}', undefined],
    ["no JSON, with the id of its path", "requestId=1", pathRequest],
  ])("quarantines %s and acknowledges it, for a 400 would lose it", async (_, body, path) => {
    const frankieHarness = harness();
    const delivery = from(body, path);
    expect((await frankieHarness.deliver(delivery)).response).toMatchObject({ status: 200, body: "" });
    const { pathParameters } = delivery;
    expect(frankieHarness.quarantined()).toMatchObject([{ delivery: { pathParameters } }]);
  });
});

describe("normalizes", () => {
  const unknownResult = "unknown_value functionResult";
  const unknownType = "unknown_value notificationType";
  const unknownStatus = "unknown_value overallStatus";

  // docs/sources.md has more rows, which test/docs/facts.test.ts sends.
  it.each<[string, string, string, string, ...string[]]>([
    ["FUNCTION", "entity.create", "SUCCESS", "ready"],
    ["FUNCTION", "entity.create", "PARTIAL", "unknown", unknownResult],
    ["RESULT", "UpdateCheckEntity", "COMPLETED", "ready"],
    ["RESULT", "UpdateCheckEntity", "FAILED", "error"],
    ["RESULT", "UpdateCheckEntity", "PARTIAL", "unknown", unknownResult],
    // A production integrator types this event's result so.
    ["EVENT", "EntityRiskChange", "EntityRiskChange", "updated", unknownResult],
    ["EVENT", "WORKFLOW_COMPLETE", "SUCCESS", "ready"],
    ["EVENT", "WORKFLOW_ERROR", "FAILED", "error"],
    ["EVENT", "WorkflowComplete", "FAILURE", "error"],
    ["EVENT", "TOKEN_ERROR", "COMPLETED", "error"],
    ["EVENT", "SomethingNew", "SUCCESS", "updated"],
    ["NOTICE", "entity.create", "COMPLETED", "unknown", unknownType],
  ])("gives %s of %s with %s as %s", async (type, called, result, outcome, ...flags) => {
    const changes = { notificationType: type, function: called, functionResult: result };
    const data = { outcome, reason: result, notification: changes };
    await expectEvent(harness(), functionWith(changes), { data }, ...flags);
  });

  it.each<[string, object, string, string | null, ...string[]]>([
    ["another verdict", { overallStatus: "ESCALATED" }, "ready", "ESCALATED", unknownStatus],
    ["a verdict in small letters", { overallStatus: "pass" }, "ready", "pass", unknownStatus],
    ["no verdict", { overallStatus: undefined }, "ready", "SUCCESS"],
    ["a list as verdict", { overallStatus: ["PASS"] }, "ready", "SUCCESS", "unreadable_value overallStatus"],
    ["PASS of the older spelling", { function: "WORKFLOW_COMPLETE" }, "passed", "PASS"],
    ["PASS of a background function", { notificationType: "FUNCTION" }, "passed", "PASS"],
    // A failed workflow has no verdict to trust.
    ["PASS of a workflow that failed, in version 1's word", { functionResult: "FAILED" }, "error", "FAILED"],
    ["PASS of an incomplete workflow", { functionResult: "INCOMPLETE" }, "error", "INCOMPLETE"],
    ["PASS of an error", { function: "OCR_ERROR" }, "error", "SUCCESS"],
    ["PASS of an unknown result", { functionResult: "PARTIAL" }, "unknown", "PARTIAL", unknownResult],
    ["PASS without a result", { functionResult: undefined }, "unknown", null],
    ["PASS of an unknown type", { notificationType: "NOTICE" }, "unknown", "SUCCESS", unknownType],
    // Action is required, whatever the verdict.
    ["PASS of an alert", { notificationType: "ALERT" }, "review", "PASS"],
  ])("gives a workflow with %s its outcome", async (_, changes, outcome, reason, ...flags) => {
    await expectEvent(harness(), workflowWith(changes), { data: { outcome, reason } }, ...flags);
  });

  // docs.frankieone.com/docs/reference/webhooks: errors come under the same names.
  const steps = [
    ...["TOKEN_REQUESTED", "ONB_URL_GENERATED", "RESULTS_RETRIEVED", "OCR_PROCESSED"],
    ...["EntityStatusChanged", "EntityRiskChanged", "EntityProfileUpdated", "EntityAssigneeChanged"],
  ];
  it.each(steps)("takes %s for a change, PASS or not, and its failure for an error", async (called) => {
    const [change, failure] = [{ function: called }, { function: called, functionResult: "FAILURE" }];
    const data = { outcome: "updated", reason: "SUCCESS" };
    await expectEvent(harness(), workflowWith(change), { data });
    const failed = { outcome: "error", reason: "FAILURE" };
    await expectEvent(harness(), workflowWith(failure), { data: failed });
  });

  const kycPath = "serviceprofiles/KYC/workflows/Example-KYC-AU";
  const oddPath = "serviceprofiles/a%2F..%2Fb/workflows/Basic%202%2B2%3F";
  const oddNames = { serviceName: "a/../b", workflowName: "Basic 2+2?" };
  it.each<[string, object, string | undefined]>([
    ["a person", {}, `individuals/${entity}/${kycPath}`],
    ["an organisation", { entityType: "ORGANIZATION" }, `organizations/${entity}/${kycPath}`],
    ["names that are no path segments", oddNames, `individuals/${entity}/${oddPath}`],
    ["another kind of entity", { entityType: "TRUST" }, undefined],
    ["no kind of entity", { entityType: undefined }, undefined],
    ["no entity", { entityId: undefined }, undefined],
    ["no service", { serviceName: undefined }, undefined],
    ["no workflow", { workflowName: "" }, undefined],
    ["no execution", { workflowExecutionId: null }, undefined],
  ])("says how to fetch the result of %s, if it can", async (_, changes, path) => {
    const { data } = await eventAfter(harness(), workflowWith(changes));
    const result = {
      method: "GET",
      path: `/v2/${path}/executions/${kycIds.workflow}`,
      field: "workflowResult.workflowExecutionState",
      complete: ["COMPLETED"],
      // The guide's table of states, without IN_PROGRESS.
      ended: ["ERROR", "TIMEOUT", "CANCELED"],
    };
    expect(data).toMatchObject({ outcome: "passed", result: path === undefined ? null : result });
  });

  it("keeps every field of both pages, extraData as it came, and gives no time, for the vendor gives none", async () => {
    const extraData = '{"score":0.50,"list":[12345678901234567890,{"deep":null}]}';
    const names = ["result-incomplete", "function-completed", "workflow-complete-pass"];
    const page = Object.assign({}, ...names.map((name) => JSON.parse(example(name))));
    const frankieHarness = harness();
    const body = `{"extraData":${extraData},${JSON.stringify(page).slice(1)}`;
    const event = await eventAfter(frankieHarness, from(body));
    const data = { notification: page, original: page, flags: [] };
    expect(event).toMatchObject({ authenticated: "caller", data });
    expect(event).not.toHaveProperty("time");
    const written = frankieHarness.eventQueue.messages[0]?.body.split(`"extraData":${extraData}`);
    expect(written).toHaveLength(3);
  });
});

describe("deduplicates", () => {
  const riskOf = (changes?: object) => from(example("event-risk-change", changes), request);

  const renewed = bearing(token({ claims: { iat: nowSeconds - 900 } }));
  it.each<[string, DeliveryParts, "duplicate" | "accepted"]>([
    ["token", { ...riskOf(), ...renewed }, "duplicate"],
    ["order in extraData", riskOf({ extraData: { to: 31, from: 0 } }), "duplicate"],
    ["message", riskOf({ message: "The risk score of the entity changed again" }), "accepted"],
    ["extraData", riskOf({ extraData: { from: 31, to: 0 } }), "accepted"],
    ["result", riskOf({ functionResult: "FAILED" }), "accepted"],
    ["type", riskOf({ notificationType: "ALERT" }), "accepted"],
    ["entity", riskOf({ entityId: "6c1f0f0e-9a4e-4a7e-8f0a-1f5e5a3c2b10" }), "accepted"],
    ["document", riskOf({ documentId: entity }), "accepted"],
    ["check", riskOf({ checkId: entity }), "accepted"],
    ["workflow", riskOf({ workflowExecutionId: workflow }), "accepted"],
    ["request", { ...riskOf(), pathParameters: { requestId: pathRequest } }, "accepted"],
  ])("takes a second notification with another %s for what it is", async (_, second, outcome) => {
    const frankieHarness = harness();
    expect(await outcomesOf(frankieHarness, riskOf(), second)).toEqual(["accepted", outcome]);
    expect(frankieHarness.events()).toHaveLength(outcome === "accepted" ? 2 : 1);
  });

  it("sends the three notifications of one request as three events of one order", async () => {
    const frankieHarness = harness();
    const status = riskOf({ function: "EntityStatusChange" });
    await outcomesOf(frankieHarness, riskOf(), status, from(completed, request));
    expectInOneOrder(frankieHarness, 3);
  });

  // "A compliance officer must classify each hit before the status can progress."
  it.each([
    ["PASS", "passed"],
    ["FAIL", "failed"],
    ["URGENT", "review"],
  ])("sends a second event when a REVIEW becomes %s, and that one once", async (overallStatus, outcome) => {
    const frankieHarness = harness();
    const [review, later] = [workflowWith({ overallStatus: "REVIEW" }), workflowWith({ overallStatus })];
    const outcomes = await outcomesOf(frankieHarness, review, later, later);
    expect(outcomes).toEqual(["accepted", "accepted", "duplicate"]);
    expect(frankieHarness.events().map(({ data }) => data.outcome)).toEqual(["review", outcome]);
  });

  it("knows a notification for longer than the vendor repeats it", () => {
    // "Up to 50 times over ~24 hours".
    const { intervalsSeconds } = simulator.retry;
    expect(intervalsSeconds).toHaveLength(50);
    expect(intervalsSeconds.reduce((sum, seconds) => sum + seconds)).toBe(24 * 60 * 60);
    expect(frankieone.retentionSeconds).toBeGreaterThan(24 * 60 * 60);
  });
});
