import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { simulator } from "../../functions/frankieone/simulator.ts";
import { frankieone } from "../../functions/frankieone/vendor.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import type { DeliveryParts } from "../support/deliveries.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";

// docs.frankieone.com, "Notifications and webhooks": the ids of its examples.
const request = "01BFJA617JMJXEW6G7TDDXNSHX";
const pathRequest = "01EKVV810DC7NJEC97BAQJZXWR";
const entity = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
const workflow = "01HN9XHZN6MGXM9JXG50K59Q85";
const completed = exampleBody("frankieone", "function-completed");
// github.com/frankieone/presales at 12ccd3ef, "KYB V2 IMB/docs/webhook-guide-kyc-aml.md": the ids of its sample.
const kycRequest = "01JZHEX0WX2QEM6EY139D5NNP1";
const kycWorkflow = "01JZHEX5FQA4DJB0MMJFZR26JS";
const passed = JSON.parse(exampleBody("frankieone", "workflow-complete-pass"));

const makeKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const pemOf = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ type: "spki", format: "pem" });
const keys = makeKeys();
const otherKeys = makeKeys();

const now = Date.parse("2026-11-21T09:30:00.000Z") / 1000;
const hour = 60 * 60;
const issuer = "io.frankiefinancial.kycaml";

type Sign = (text: string) => Buffer;
const rsa =
  (hash: string, key = keys.privateKey): Sign =>
  (text) =>
    sign(hash, Buffer.from(text), key);
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** RFC 7515, section 7.1, written apart from the code that verifies it. */
function token(claims: object = {}, signer = rsa("RSA-SHA256"), header: object = {}): string {
  const protectedHeader = { alg: "RS256", typ: "JWT", ...header };
  const text = `${encode(protectedHeader)}.${encode({ iat: now, iss: issuer, ...claims })}`;
  return `${text}.${signer(text).toString("base64url")}`;
}

const byToken = { jwt: {} };
const byAge = { jwt: { maximumAgeSeconds: 90_000 } };
const byAddress = { sourceAddress: { ranges: ["13.236.159.198", "2001:db8::/32"] } };
const byBoth = { ...byToken, ...byAddress };
const atAddress = { sourceAddress: "13.236.159.198" };

const harness = (authentication: AuthenticationSettings = byToken, pairs = [keys]) => {
  const secrets = pairs.map((pair) => ({ publicKey: pemOf(pair) }));
  return createVendorHarness(frankieone, { authentication, secrets });
};
const bearing = (credential: string) => ({ headers: { authorization: `Bearer: ${credential}` } });
const from = (body: string, path?: string): DeliveryParts => ({
  ...bearing(token()),
  body,
  pathParameters: path === undefined ? {} : { requestId: path },
});

describe("authenticates", () => {
  const cases: [string, AuthenticationSettings, DeliveryParts][] = [
    ["the page's Bearer with a colon", byToken, { headers: { authorization: `Bearer: ${token()}` } }],
    ["Bearer", byToken, { headers: { authorization: `Bearer ${token()}` } }],
    ["Bearer in any case, with spaces", byToken, { headers: { authorization: `bEARER:   ${token()} ` } }],
    ["the older issuer", byToken, bearing(token({ iss: "com.frankiefinancial.kycaml" }))],
    ["a portal user as the subject", byToken, bearing(token({ sub: "operator@example.com" }))],
    ["a token of another kid", byToken, bearing(token({}, undefined, { typ: undefined, kid: "9" }))],
    ["a token of a year ago", byToken, bearing(token({ iat: now - 365 * 24 * hour }))],
    ["an issuer of the deployment", { jwt: { issuers: ["own"] } }, bearing(token({ iss: "own" }))],
    ["a token as old as it may be", byAge, bearing(token({ iat: now - 13 * hour }))],
    ["an address in place of a token", byAddress, atAddress],
    ["an address beside a token", byBoth, { ...atAddress, ...bearing(token()) }],
  ];
  it.each(cases)("accepts %s", async (_, authentication, parts) => {
    const { receipt } = await harness(authentication).deliver({ ...parts, body: completed });
    expect(receipt.outcome).toBe("accepted");
  });

  it("accepts the previous key beside the current one", async () => {
    const both = harness(byToken, [otherKeys, keys]);
    const newer = bearing(token({}, rsa("RSA-SHA256", otherKeys.privateKey)));
    expect((await both.deliver(from(completed))).receipt.outcome).toBe("accepted");
    expect((await both.deliver({ ...newer, body: completed })).receipt.outcome).toBe("duplicate");
  });
});

describe("rejects", () => {
  const [header = "", claims = "", signature = ""] = token().split(".");
  const hmac: Sign = (text) => createHmac("sha256", pemOf(keys)).update(text).digest();
  const foreign = rsa("RSA-SHA256", otherKeys.privateKey);
  const jwk = otherKeys.publicKey.export({ format: "jwk" });

  const invalid: [string, string, AuthenticationSettings?][] = [
    ["alg none without a signature", token({}, () => Buffer.alloc(0), { alg: "none" })],
    ["alg none over a genuine signature", `${encode({ alg: "none" })}.${claims}.${signature}`],
    ["HS256 with the public key as its secret", token({}, hmac, { alg: "HS256" })],
    ["RS512", token({}, rsa("RSA-SHA512"), { alg: "RS512" })],
    ["RS256 that is RS512", token({}, rsa("RSA-SHA512"))],
    ["another key", token({}, foreign)],
    ["another key that the token embeds", token({}, foreign, { jwk })],
    ["a changed claim", `${header}.${encode({ iat: now + 1, iss: issuer })}.${signature}`],
    ["no signature", `${header}.${claims}.`],
    ["half a token", `${header}.${claims}`],
    ["no token", "x"],
    ["another issuer", token({ iss: "frankiefinancial.kycaml" })],
    ["no issuer", token({ iss: undefined })],
    ["an issuer that the deployment does not name", token(), { jwt: { issuers: ["own"] } }],
    ["a token older than it may be", token({ iat: now - 26 * hour }), byAge],
    ["a token without its age", token({ iat: undefined }), byAge],
    ["another key from the right address", token({}, foreign), byBoth],
  ];
  const others: [string, AuthenticationSettings, DeliveryParts, string][] = [
    ["no header", byToken, {}, "credential_missing"],
    ["a scheme alone", byToken, { headers: { authorization: "Bearer:" } }, "credential_missing"],
    ["another scheme", byToken, { headers: { authorization: `Basic ${token()}` } }, "credential_missing"],
    ["another address", byAddress, { sourceAddress: "13.236.159.199" }, "address_not_allowed"],
    ["a token from another address", byBoth, { sourceAddress: "13.236.159.199" }, "address_not_allowed"],
    ["an address without a token", byBoth, { headers: {} }, "credential_missing"],
  ];
  it.each([
    ...invalid.map(([name, word, by]) => [name, by ?? byToken, bearing(word), "token_invalid"] as const),
    ...others,
  ])("refuses %s and stores nothing", async (_, authentication, parts, code) => {
    const frankieHarness = harness(authentication);
    const genuine = authentication === byBoth ? { ...bearing(token()), ...atAddress } : {};
    const { response, receipt } = await frankieHarness.deliver({ ...genuine, ...parts, body: completed });
    expect(receipt).toEqual({ outcome: "refused", code });
    expect(response.status).toBe(code === "address_not_allowed" ? 403 : 401);
    expect(frankieHarness.table.calls).toEqual([]);
    expect([...frankieHarness.eventQueue.calls, ...frankieHarness.quarantineQueue.calls]).toEqual([]);
  });

  it.each([
    ["an age below the 24 hours of retries and an hour", { jwt: { maximumAgeSeconds: 89_999 } }],
    ["no issuers", { jwt: { issuers: [] } }],
    ["an unknown key", { jwt: { algorithm: "HS256" } }],
    ["no authentication", {}],
  ])("throws for settings with %s", (_, authentication) => {
    expect(() => harness(authentication)).toThrow();
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
  it.each(published)("reads %s as %s", async (example, outcome, reason, more) => {
    const frankieHarness = harness();
    const { response } = await frankieHarness.deliver(from(exampleBody("frankieone", example)));
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
    // What API Gateway hands on when the configured address ends in "/".
    ["a path of two slashes", `/${pathRequest}`, undefined, { pathRequestId: pathRequest }],
  ];
  it.each(paths)("takes the request's id from %s", async (_, path, requestId, ids) => {
    const frankieHarness = harness();
    const body = exampleBody("frankieone", "function-completed", { requestId });
    const { response } = await frankieHarness.deliver(from(body, path));
    expect(response).toMatchObject({ status: 200, body: "" });
    const id = path?.includes(pathRequest) ? pathRequest : request;
    expect(frankieHarness.events()).toMatchObject([
      { data: { references: { request: id }, notification: { requestId: id, ...ids }, flags: [] } },
    ]);
  });

  it("takes the path's id over another one in the body, keeps both and flags them", async () => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(completed, pathRequest));
    const notification = { requestId: pathRequest, pathRequestId: pathRequest, bodyRequestId: request };
    const flags = [{ code: "conflicting_value", field: "requestId" }];
    expect(frankieHarness.events()).toMatchObject([
      {
        data: { references: { request: pathRequest }, notification, original: { requestId: request }, flags },
      },
    ]);
  });

  it("reads a body of which every field is missing, about the request of its path", async () => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from("{}", pathRequest));
    expect(frankieHarness.events()).toMatchObject([
      { subject: pathRequest, data: { reason: null, references: { request: pathRequest }, flags: [] } },
    ]);
  });

  it.each([
    ["no id anywhere", exampleBody("frankieone", "function-completed", { requestId: undefined }), undefined],
    ["an id of slashes only", "{}", "//"],
    ["an id that is a list", '{"requestId":[1]}', undefined],
    ["no body", "", pathRequest],
    ["no JSON", "requestId=1", pathRequest],
    ["no object", `[${completed}]`, pathRequest],
  ])("quarantines %s and acknowledges it, for a 400 would lose it", async (_, body, path) => {
    const frankieHarness = harness();
    const { response, receipt } = await frankieHarness.deliver(from(body, path));
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(receipt.outcome).toBe("quarantined");
    const { pathParameters } = from(body, path);
    const delivery = { body: Buffer.from(body).toString("base64"), pathParameters };
    expect(frankieHarness.quarantined()).toMatchObject([{ delivery }]);
    expect(frankieHarness.events()).toEqual([]);
  });
});

describe("normalizes", () => {
  const unknownResult = "unknown_value functionResult";
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
    // A production integrator types the result of this event so.
    ["EVENT", "EntityRiskChange", "EntityRiskChange", "updated", unknownResult],
    ["EVENT", "WorkflowComplete", "SUCCESS", "ready"],
    ["EVENT", "WORKFLOW_COMPLETE", "SUCCESS", "ready"],
    ["EVENT", "WORKFLOW_ERROR", "FAILED", "error"],
    ["EVENT", "WorkflowComplete", "FAILURE", "error"],
    ["FUNCTION", "entity.create", "FAILURE", "error"],
    ["EVENT", "TOKEN_ERROR", "COMPLETED", "error"],
    ["EVENT", "SomethingNew", "SUCCESS", "updated"],
    ["ALERT", "EntityRiskChange", "COMPLETED", "review"],
    ["NOTICE", "entity.create", "COMPLETED", "unknown", "unknown_value notificationType"],
  ];
  it.each(outcomes)("gives %s of %s with %s as %s", async (type, called, result, outcome, flag) => {
    const frankieHarness = harness();
    const changes = { notificationType: type, function: called, functionResult: result };
    await frankieHarness.deliver(from(exampleBody("frankieone", "function-completed", changes)));
    const [event] = frankieHarness.events();
    expect(event?.data).toMatchObject({ outcome, reason: result, notification: changes });
    expect(event?.data.flags.map(({ code, field }) => `${code} ${field}`)).toEqual(flag ? [flag] : []);
  });

  const unknownStatus = "unknown_value overallStatus";
  const verdicts: [string, object, string, string | null, string?][] = [
    ["PASS", {}, "passed", "PASS"],
    ["another verdict", { overallStatus: "ESCALATED" }, "ready", "ESCALATED", unknownStatus],
    ["a verdict in small letters", { overallStatus: "pass" }, "ready", "pass", unknownStatus],
    ["no verdict", { overallStatus: undefined }, "ready", "SUCCESS"],
    [
      "a verdict that is a list",
      { overallStatus: ["PASS"] },
      "ready",
      "SUCCESS",
      "unreadable_value overallStatus",
    ],
    ["PASS of the older spelling", { function: "WORKFLOW_COMPLETE" }, "passed", "PASS"],
    ["PASS of a background function", { notificationType: "FUNCTION" }, "passed", "PASS"],
    // A workflow that failed has no verdict to trust.
    ["PASS of a workflow that failed", { functionResult: "FAILURE" }, "error", "FAILURE"],
    ["PASS of a workflow that failed, in version 1's word", { functionResult: "FAILED" }, "error", "FAILED"],
    ["PASS of an incomplete workflow", { functionResult: "INCOMPLETE" }, "error", "INCOMPLETE"],
    ["PASS of an error", { function: "OCR_ERROR" }, "error", "SUCCESS"],
    [
      "PASS with a result that nobody published",
      { functionResult: "PARTIAL" },
      "unknown",
      "PARTIAL",
      unknownResult,
    ],
    ["PASS without a result", { functionResult: undefined }, "unknown", null],
    [
      "PASS in a type that nobody published",
      { notificationType: "NOTICE" },
      "unknown",
      "SUCCESS",
      "unknown_value notificationType",
    ],
    // Action is required, whatever the verdict.
    ["PASS of an alert", { notificationType: "ALERT" }, "review", "PASS"],
    ["FAIL of an alert", { notificationType: "ALERT", overallStatus: "FAIL" }, "review", "FAIL"],
  ];
  it.each(verdicts)("gives a workflow with %s its outcome", async (_, changes, outcome, reason, flag) => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(JSON.stringify({ ...passed, ...changes })));
    const [event] = frankieHarness.events();
    expect(event?.data).toMatchObject({ outcome, reason });
    expect(event?.data.flags.map(({ code, field }) => `${code} ${field}`)).toEqual(flag ? [flag] : []);
  });

  // docs.frankieone.com/docs/reference/webhooks: errors come under the same names.
  const steps = [
    ...["TOKEN_REQUESTED", "ONB_URL_GENERATED", "RESULTS_RETRIEVED", "OCR_PROCESSED"],
    ...["EntityStatusChanged", "EntityRiskChanged", "EntityProfileUpdated", "EntityAssigneeChanged"],
  ];
  it.each(steps)("takes %s for a change, PASS or not, and its failure for an error", async (called) => {
    const frankieHarness = harness();
    const step = { ...passed, function: called };
    await frankieHarness.deliver(from(JSON.stringify(step)));
    await frankieHarness.deliver(from(JSON.stringify({ ...step, functionResult: "FAILURE" })));
    expect(frankieHarness.events()).toMatchObject([
      { data: { outcome: "updated", reason: "SUCCESS", flags: [] } },
      { data: { outcome: "error", reason: "FAILURE", flags: [] } },
    ]);
  });

  const execution = `/workflows/Example-KYC-AU/executions/${kycWorkflow}`;
  const results: [string, object, string][] = [
    ["a person", {}, `/v2/individuals/${entity}/serviceprofiles/KYC${execution}`],
    [
      "an organisation",
      { entityType: "ORGANIZATION" },
      `/v2/organizations/${entity}/serviceprofiles/KYC${execution}`,
    ],
    [
      "names that are no path segments",
      { serviceName: "a/../b", workflowName: "Basic 2+2?" },
      `/v2/individuals/${entity}/serviceprofiles/a%2F..%2Fb/workflows/Basic%202%2B2%3F/executions/${kycWorkflow}`,
    ],
  ];
  it.each(results)("says how to fetch the result of %s", async (_, changes, path) => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(JSON.stringify({ ...passed, ...changes })));
    const result = {
      method: "GET",
      path,
      field: "workflowResult.workflowExecutionState",
      complete: ["COMPLETED"],
      // The guide's table of states, without IN_PROGRESS.
      ended: ["ERROR", "TIMEOUT", "CANCELED"],
    };
    expect(frankieHarness.events()).toMatchObject([{ data: { result } }]);
  });

  it.each([
    ["another kind of entity", { entityType: "TRUST" }],
    ["no kind of entity", { entityType: undefined }],
    ["no entity", { entityId: undefined }],
    ["no service", { serviceName: undefined }],
    ["no workflow", { workflowName: "" }],
    ["no execution", { workflowExecutionId: null }],
    ["the way up as its execution", { workflowExecutionId: ".." }],
    ["half of a surrogate pair", { workflowName: "\ud800" }],
  ])("says nothing of how to fetch the result with %s, and carries it through", async (_, changes) => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(JSON.stringify({ ...passed, ...changes })));
    expect(frankieHarness.events()).toMatchObject([{ data: { outcome: "passed", result: null } }]);
  });

  it("keeps the fields of version 2, and knows each", async () => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(JSON.stringify(passed)));
    const notification = {
      overallStatus: "PASS",
      channel: "api",
      entityType: "INDIVIDUAL",
      version: "2.0.0",
    };
    expect(frankieHarness.events()).toMatchObject([{ data: { notification, flags: [] } }]);
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
    await frankieHarness.deliver(from(`{"extraData":${extraData},${JSON.stringify(page).slice(1)}`));
    expect(frankieHarness.events()).toMatchObject([
      { data: { notification: page, original: page, flags: [] } },
    ]);
    const written = frankieHarness.eventQueue.messages[0]?.body.split(`"extraData":${extraData}`);
    expect(written).toHaveLength(3);
  });

  it("says that the caller alone is proved, and gives no time, for the vendor gives none", async () => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(exampleBody("frankieone", "function-completed", { severity: 1 })));
    const [event] = frankieHarness.events();
    expect(event).toMatchObject({ authenticated: "caller", recordedtime: "2026-11-21T09:30:00.000Z" });
    expect(event).not.toHaveProperty("time");
    expect(event?.data.flags).toEqual([{ code: "unknown_field", field: "severity" }]);
  });
});

describe("deduplicates", () => {
  const risk = JSON.parse(exampleBody("frankieone", "event-risk-change"));
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(risk).reverse()));
  const riskOf = (changes: object = {}) => from(JSON.stringify({ ...risk, ...changes }), request);

  it.each([
    ["under a token of its own", { ...riskOf(), ...bearing(token({ iat: now - 900 })) }],
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
    for (const parts of [riskOf(), status, from(completed, request)]) await frankieHarness.deliver(parts);
    expect(new Set(frankieHarness.events().map(({ id }) => id)).size).toBe(3);
    expect(new Set(frankieHarness.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(1);
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
    await frankieHarness.deliver(riskOf());
    expect((await frankieHarness.deliver(riskOf(changes))).receipt.outcome).toBe("accepted");
    expect(new Set(frankieHarness.events().map(({ id }) => id)).size).toBe(2);
  });

  // "A compliance officer must classify each hit before the status can progress."
  it.each([
    ["PASS", "passed"],
    ["FAIL", "failed"],
    ["URGENT", "review"],
  ])("sends a second event when a REVIEW becomes %s, and that one once", async (overallStatus, outcome) => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(JSON.stringify({ ...passed, overallStatus: "REVIEW" })));
    const later = from(JSON.stringify({ ...passed, overallStatus }));
    expect((await frankieHarness.deliver(later)).receipt.outcome).toBe("accepted");
    expect((await frankieHarness.deliver(later)).receipt.outcome).toBe("duplicate");
    expect(frankieHarness.events().map(({ data }) => data.outcome)).toEqual(["review", outcome]);
  });

  it("knows a notification for longer than the vendor repeats it", () => {
    // "Up to 50 times over ~24 hours".
    const { intervalsSeconds } = simulator.retry;
    expect(intervalsSeconds).toHaveLength(50);
    expect(intervalsSeconds.reduce((sum, seconds) => sum + seconds)).toBe(24 * hour);
    expect(frankieone.retentionSeconds).toBeGreaterThan(24 * hour);
  });

  it("sends a second event for another request", async () => {
    const frankieHarness = harness();
    await frankieHarness.deliver(from(completed, request));
    const other = exampleBody("frankieone", "function-completed", { requestId: pathRequest });
    expect((await frankieHarness.deliver(from(other, pathRequest))).receipt.outcome).toBe("accepted");
  });
});
