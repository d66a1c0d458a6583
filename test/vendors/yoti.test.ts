import { describe, expect, it } from "vitest";
import { yoti } from "../../functions/yoti/vendor.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";
import { readQuarantined, restoreDelivery } from "../../lib/source/quarantine.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { eventAfter, expectEvent, expectRefusal, expectSecond, outcomesOf } from "./outcomes.ts";

// developers.yoti.com/identity-verification/notifications: "username:password" is sent as this header.
const token = "username:password";
const pageHeader = "Basic dXNlcm5hbWU6cGFzc3dvcmQ=";
const session = "04f3b176-dcb8-428e-9b8e-8c8cd0915158";
const completion = exampleBody("yoti", "session-completion");
const sessionKey = "0123456789abcdef0123456789abcdef";
const secrets = { token, sessionKey };

const byToken: AuthenticationSettings = { authorization: {} };
const bySession: AuthenticationSettings = { sessionToken: {} };
const byEither: AuthenticationSettings = { sessionToken: { alsoStatic: true } };
const harness = (authentication = byToken, secret: object = secrets) =>
  createVendorHarness(yoti, { secrets: [secret], authentication });

const from = (authorization: string, body = completion) => ({ headers: { authorization }, body });
const example = (name: string, changes?: Readonly<Record<string, unknown>>) =>
  from(pageHeader, exampleBody("yoti", name, changes));
const minted = (reference = "case-4711") =>
  `Bearer ${mintToken(sessionKey, { reference, expiresAt: new Date("2026-12-21T09:30:00Z") })}`;

describe("authenticates", () => {
  const mintedAsBasic = `Basic ${Buffer.from(minted().slice(7)).toString("base64")}`;
  it.each([
    ["the page's Basic header, and the token as Bearer", byToken, pageHeader, `Bearer ${token}`, undefined],
    ["a session's token in both notations", bySession, minted(), mintedAsBasic, "case-4711"],
    ["the static token as well, where the deployment says so", byEither, pageHeader, pageHeader, undefined],
    ["a session's token beside the static one", byEither, minted(), mintedAsBasic, "case-4711"],
  ])("accepts %s, and says what was proved", async (_, authentication, first, second, customer) => {
    const yotiHarness = harness(authentication);
    await expectSecond(yotiHarness, from(first), from(second), "duplicate");
    const [event] = yotiHarness.events();
    expect(event?.authenticated).toBe("caller");
    expect(event?.authenticatedfields).toBe(customer && "references.customer");
    expect(event?.data.references).toEqual({ session, ...(customer && { customer }) });
  });
});

describe("rejects", () => {
  it.each([
    ["another password", byToken, `Basic ${btoa("username:")}`, "credential_mismatch"],
    ["a session's token for the static one", byToken, minted(), "credential_mismatch"],
    ["the static token for a session's", bySession, pageHeader, "token_invalid"],
  ])("refuses %s and stores nothing", async (_, authentication, header, code) => {
    await expectRefusal(harness(authentication), from(header), code);
  });

  it.each([
    ["no key, for tokens of sessions", { token }, bySession],
    ["no token, for the static one", { sessionKey }, byToken],
    ["neither, for both", {}, byEither],
    ["a bad key beside a good token", { token, sessionKey: "short" }, byToken],
    ["a key that is no text", { sessionKey: 32 }, bySession],
  ])("is unavailable with a secret of %s", async (_, secret, authentication) => {
    for (const authorization of [pageHeader, minted(), "Bearer undefined", `Basic ${btoa("undefined")}`]) {
      const { response, receipt } = await harness(authentication, secret).deliver(from(authorization));
      expect(receipt).toMatchObject({ outcome: "failed", code: "secret_unusable" });
      expect(response.status).toBe(503);
    }
  });
});

describe("understands", () => {
  const companion = "7a1f2c9e-3b64-4f0d-9a57-2d8e6c1b4f30";
  it.each([
    ["resource-update", { resource: companion }],
    ["task-completion", { task: companion }],
    ["check-completion", { check: companion }],
    // docs/sources.md has the other topics, which test/docs/facts.test.ts sends.
    ["session-completion", {}],
  ])("reads %s", async (name, references) => {
    const data = { reason: name.replace("-", "_"), references: { session, ...references } };
    await expectEvent(harness(), example(name), { source: "yoti", subject: session, data });
  });

  it("quarantines a body without a session and acknowledges it", async () => {
    const yotiHarness = harness();
    const { response } = await yotiHarness.deliver(example("session-completion", { session_id: undefined }));
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(yotiHarness.quarantined()).toMatchObject([{ issues: [{ path: "body.session_id" }] }]);
  });
});

describe("normalizes", () => {
  it("gives topics of any case in lower case, and no time, for the vendor gives none", async () => {
    const event = await eventAfter(harness(), example("session-completion", { topic: "SESSION_COMPLETION" }));
    expect(event).not.toHaveProperty("time");
    const notification = { sessionId: session, topic: "session_completion" };
    const original = { topic: "SESSION_COMPLETION" };
    expect(event.data).toMatchObject({ outcome: "ready", notification, original });
  });

  it.each([
    ["an unknown topic", { topic: "session_archived" }, "unknown", "unknown_value topic"],
    ["an odd session id", { session_id: "s-1" }, "updated", "unknown_value session_id"],
    ["a missing companion", { check_id: undefined }, "updated", "unpublished_combination check_id"],
  ])("carries through and flags %s", async (_, changes, outcome, flag) => {
    await expectEvent(harness(), example("check-completion", changes), { data: { outcome } }, flag);
  });

  it.each([
    ["a session", {}, session],
    ["a session of which only a resource changed", { topic: "resource_update" }, session],
    ["a topic that nobody published", { topic: "session_archived" }, session],
    ["an id that is no path segment", { session_id: "../x?y" }, "..%2Fx%3Fy"],
    ["a session that no path can name", { session_id: ".." }, undefined],
  ])("says how to fetch the state of %s, if it can", async (_, changes, id) => {
    const { data } = await eventAfter(harness(), example("session-completion", changes));
    const path = `/idverify/v1/sessions/${id}`;
    const result = { method: "GET", path, field: "state", complete: ["COMPLETED"], ended: ["EXPIRED"] };
    expect(data.result).toEqual(id === undefined ? null : result);
  });
});

describe("deduplicates", () => {
  it.each([
    "task-completion",
    "check-completion",
    "session-completion",
    "client-session-token-deleted",
    "first-branch-visit",
  ])("sends %s once, in whatever case its retry comes", async (name) => {
    const { topic } = JSON.parse(exampleBody("yoti", name));
    const retry = example(name, { topic: topic.toUpperCase() });
    await expectSecond(harness(), example(name), retry, "duplicate");
  });

  it.each([
    ["resource-update", {}],
    ["new-pdf-supplied", {}],
    ["instructions-email-requested", {}],
    ["thank-you-email-requested", {}],
    ["session-completion", { topic: "session_archived" }],
    ["check-completion", { check_id: undefined }],
  ])("never drops a second %s %j, and gives it an id of its own", async (name, changes) => {
    const yotiHarness = harness();
    await expectSecond(yotiHarness, example(name, changes), example(name, changes), "accepted");
    expect(yotiHarness.calls).toEqual(["secret", "send", "secret", "send"]);
  });

  it("tells two checks of one session apart and keeps them in one order", async () => {
    const other = example("check-completion", { check_id: "another" });
    await expectSecond(harness(), example("check-completion"), other, "accepted");
  });

  it.each([
    ["accepted", completion],
    ["quarantined", '{"session_id":"s-1","topic":[]}'],
  ])("lets a leaked token of one session suppress nothing of another that is %s", async (outcome, body) => {
    const yotiHarness = harness(bySession);
    const deliveries = [minted("leaked"), minted(), minted()].map((header) => from(header, body));
    expect(await outcomesOf(yotiHarness, ...deliveries)).toEqual([outcome, outcome, "duplicate"]);
    const customers = yotiHarness.events().map(({ data }) => data.references.customer);
    // A replay has what was proved.
    const proved = yotiHarness.quarantineQueue.messages.map((message) => {
      const quarantined = readQuarantined(message.body);
      return quarantined && restoreDelivery(quarantined).proven.reference;
    });
    expect([...customers, ...proved]).toEqual(["leaked", "case-4711"]);
  });
});
