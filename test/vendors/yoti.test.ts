import { describe, expect, it } from "vitest";
import { yoti } from "../../functions/yoti/vendor.ts";
import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";
import { readQuarantined, restoreDelivery } from "../../lib/source/quarantine.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";
import { eventAfter, expectInOneOrder, expectRefusal, flagsOf, outcomesOf } from "./outcomes.ts";

// developers.yoti.com/identity-verification/notifications: "username:password" is sent as this header.
const token = "username:password";
const pageHeader = "Basic dXNlcm5hbWU6cGFzc3dvcmQ=";
const session = "04f3b176-dcb8-428e-9b8e-8c8cd0915158";
const completion = exampleBody("yoti", "session-completion");

const harness = (...secrets: readonly unknown[]) =>
  createVendorHarness(yoti, { secrets: secrets.length > 0 ? secrets : [{ token }] });
const from = (authorization: string, body = completion) => ({ headers: { authorization }, body });
const example = (name: string, changes?: Readonly<Record<string, unknown>>) =>
  from(pageHeader, exampleBody("yoti", name, changes));

const sessionKey = "0123456789abcdef0123456789abcdef";
const keyBefore = "fedcba9876543210fedcba9876543210";
const minted = (reference = "case-4711", key = sessionKey) =>
  `Bearer ${mintToken(key, { reference, expiresAt: new Date("2026-12-21T09:30:00Z") })}`;
const bySession = (secrets: readonly unknown[] = [{ sessionKey }], settings: object = {}) =>
  createVendorHarness(yoti, { secrets, authentication: { sessionToken: settings } });

describe("authenticates", () => {
  it("accepts the page's Basic header, and the token as Bearer", async () => {
    expect(await outcomesOf(harness(), from(pageHeader), from(`Bearer ${token}`))).toEqual([
      "accepted",
      "duplicate",
    ]);
  });

  it("accepts the previous token beside the current one", async () => {
    const both = harness({ token: "new-token" }, { token: "old-token" });
    const deliveries = [from("Bearer old-token"), from("Bearer new-token")];
    expect(await outcomesOf(both, ...deliveries)).toEqual(["accepted", "duplicate"]);
  });
});

describe("authenticates by a token for each session", () => {
  it("says whose reference was proved, in both notations", async () => {
    const yotiHarness = bySession();
    const asBasic = `Basic ${Buffer.from(minted().slice(7)).toString("base64")}`;
    expect(await outcomesOf(yotiHarness, from(minted()), from(asBasic))).toEqual(["accepted", "duplicate"]);
    const data = { references: { session, customer: "case-4711" } };
    expect(yotiHarness.events()).toMatchObject([
      { authenticated: "caller", authenticatedfields: "references.customer", data },
    ]);
  });

  it("takes tokens of the key before the current one, and of no older one", async () => {
    const rotated = bySession([{ sessionKey }, { sessionKey: keyBefore }]);
    const deliveries = [from(minted()), from(minted("case-4711", keyBefore))];
    expect(await outcomesOf(rotated, ...deliveries)).toEqual(["accepted", "duplicate"]);
    const later = bySession([{ sessionKey: "k".repeat(32) }, { sessionKey }]);
    await expectRefusal(later, from(minted("case-4711", keyBefore)), "token_invalid");
  });

  it("takes the static token as well only where the deployment says so, and it proves no reference", async () => {
    const secrets = [{ token, sessionKey }];
    await expectRefusal(bySession(secrets), from(pageHeader), "token_invalid");
    const both = bySession(secrets, { alsoStatic: true });
    const event = await eventAfter(both, from(pageHeader));
    expect(event).not.toHaveProperty("authenticatedfields");
    expect(event.data.references).toEqual({ session });
    expect(await outcomesOf(both, from(minted()))).toEqual(["accepted"]);
  });

  it("takes no minted token where the deployment asks for the static one", async () => {
    await expectRefusal(harness({ token, sessionKey }), from(minted()), "credential_mismatch");
  });

  it.each([
    ["no key, for tokens of sessions", { token }, { sessionToken: {} }],
    ["no token, for the static one", { sessionKey }, { authorization: {} }],
    ["neither, for both", {}, { sessionToken: { alsoStatic: true } }],
    ["31 bytes of key", { sessionKey: "k".repeat(31) }, { sessionToken: {} }],
    ["a bad key beside a good token", { token, sessionKey: "short" }, { authorization: {} }],
    ["a key with the line break of a file", { sessionKey: `${sessionKey}\n` }, { sessionToken: {} }],
    ["a key that is no text", { sessionKey: 32 }, { sessionToken: {} }],
  ])("is unavailable with a secret of %s", async (_, secret, authentication) => {
    const wanting = createVendorHarness(yoti, { secrets: [secret], authentication });
    for (const authorization of [pageHeader, minted(), "Bearer undefined", `Basic ${btoa("undefined")}`]) {
      const { response, receipt } = await wanting.deliver(from(authorization));
      expect(receipt).toMatchObject({ outcome: "failed", code: "secret_unusable" });
      expect(response.status).toBe(503);
    }
  });
});

describe("rejects", () => {
  it.each([
    ["no header", {}, "credential_missing"],
    ["another scheme", { authorization: `Digest ${token}` }, "credential_missing"],
    ["the token without its encoding", { authorization: `Basic ${token}` }, "credential_mismatch"],
    [
      "the encoding as Bearer",
      { authorization: pageHeader.replace("Basic", "Bearer") },
      "credential_mismatch",
    ],
    ["another password", { authorization: `Basic ${btoa("username:")}` }, "credential_mismatch"],
  ])("refuses %s and stores nothing", async (_, headers, code) => {
    await expectRefusal(harness(), { headers, body: completion }, code);
  });
});

describe("understands", () => {
  const companion = "7a1f2c9e-3b64-4f0d-9a57-2d8e6c1b4f30";
  it.each([
    ["resource-update", "resource_update", { resource: companion }],
    ["task-completion", "task_completion", { task: companion }],
    ["check-completion", "check_completion", { check: companion }],
    ["session-completion", "session_completion", {}],
    ["client-session-token-deleted", "client_session_token_deleted", {}],
    ["first-branch-visit", "first_branch_visit", {}],
    ["new-pdf-supplied", "new_pdf_supplied", {}],
    ["instructions-email-requested", "instructions_email_requested", {}],
    ["thank-you-email-requested", "thank_you_email_requested", {}],
  ])("reads %s", async (name, topic, references) => {
    const yotiHarness = harness();
    const { response } = await yotiHarness.deliver(example(name));
    expect(response).toMatchObject({ status: 200, body: "" });
    const data = { reason: topic, references: { session, ...references }, flags: [] };
    expect(yotiHarness.events()).toMatchObject([{ source: "yoti", subject: session, data }]);
  });

  it("quarantines a body without a session and acknowledges it", async () => {
    const yotiHarness = harness();
    const { response } = await yotiHarness.deliver(example("session-completion", { session_id: undefined }));
    expect(response).toMatchObject({ status: 200, body: "" });
    const issues = [{ path: "body.session_id" }];
    expect(yotiHarness.quarantined()).toMatchObject([{ source: "yoti", issues }]);
  });
});

describe("normalizes", () => {
  it("gives topics of any case in lower case", async () => {
    const event = await eventAfter(harness(), example("session-completion", { topic: "SESSION_COMPLETION" }));
    const notification = { sessionId: session, topic: "session_completion" };
    const original = { topic: "SESSION_COMPLETION" };
    expect(event.data).toMatchObject({ outcome: "ready", notification, original });
  });

  it.each([
    ["an unknown topic", { topic: "session_archived" }, "unknown", "unknown_value topic"],
    ["an odd session id", { session_id: "s-1" }, "updated", "unknown_value session_id"],
    ["a new field", { extra: 1 }, "updated", "unknown_field extra"],
    ["a missing companion", { check_id: undefined }, "updated", "unpublished_combination check_id"],
  ])("carries through and flags %s", async (_, changes, outcome, flag) => {
    const event = await eventAfter(harness(), example("check-completion", changes));
    expect(event.data.outcome).toBe(outcome);
    expect(flagsOf(event)).toEqual([flag]);
  });

  it.each([
    ["a session", {}, session],
    ["a session of which only a resource changed", { topic: "resource_update" }, session],
    ["a topic that nobody published", { topic: "session_archived" }, session],
    ["an id that is no path segment", { session_id: "../x?y" }, "..%2Fx%3Fy"],
  ])("says how to fetch the state of %s", async (_, changes, id) => {
    const { data } = await eventAfter(harness(), example("session-completion", changes));
    const path = `/idverify/v1/sessions/${id}`;
    const result = { method: "GET", path, field: "state", complete: ["COMPLETED"], ended: ["EXPIRED"] };
    expect(data.result).toEqual(result);
  });

  it("says nothing of how to fetch a session that no path can name, and carries it through", async () => {
    const { data } = await eventAfter(harness(), example("session-completion", { session_id: ".." }));
    expect(data).toMatchObject({ outcome: "ready", result: null });
  });

  it("says what was proved and leaves out a time that the vendor does not give", async () => {
    const event = await eventAfter(harness(), from(pageHeader));
    expect(event).toMatchObject({ authenticated: "caller", recordedtime: "2026-11-21T09:30:00.000Z" });
    expect(event).not.toHaveProperty("time");
  });
});

describe("deduplicates", () => {
  it.each([
    "task-completion",
    "check-completion",
    "session-completion",
    "client-session-token-deleted",
    "first-branch-visit",
  ])("sends %s once, in whatever case and order its retry comes", async (name) => {
    const yotiHarness = harness();
    const { topic, ...others } = JSON.parse(exampleBody("yoti", name));
    const reversed = Object.fromEntries(Object.entries({ topic: topic.toUpperCase(), ...others }).reverse());
    const deliveries = [example(name), from(pageHeader, JSON.stringify(reversed))];
    expect(await outcomesOf(yotiHarness, ...deliveries)).toEqual(["accepted", "duplicate"]);
    expect(yotiHarness.events()).toHaveLength(1);
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
    const deliveries = [example(name, changes), example(name, changes)];
    expect(await outcomesOf(yotiHarness, ...deliveries)).toEqual(["accepted", "accepted"]);
    expectInOneOrder(yotiHarness, 2);
    expect(yotiHarness.table.calls).toEqual([]);
  });

  it("lets a leaked token of one session suppress nothing of another", async () => {
    const yotiHarness = bySession();
    const deliveries = [from(minted("leaked")), from(minted()), from(minted())];
    expect(await outcomesOf(yotiHarness, ...deliveries)).toEqual(["accepted", "accepted", "duplicate"]);
    const [forged, genuine] = yotiHarness.events();
    expect([forged?.data.references.customer, genuine?.data.references.customer]).toEqual([
      "leaked",
      "case-4711",
    ]);
    expect(forged?.id).not.toBe(genuine?.id);
  });

  it("lets a leaked token suppress nothing of another session in quarantine, and replays with what was proved", async () => {
    const yotiHarness = bySession();
    const odd = '{"session_id":"s-1","topic":[]}';
    const deliveries = [from(minted("leaked"), odd), from(minted(), odd), from(minted(), odd)];
    expect(await outcomesOf(yotiHarness, ...deliveries)).toEqual(["quarantined", "quarantined", "duplicate"]);
    const references = yotiHarness.quarantineQueue.messages.map(({ body }) => {
      const quarantined = readQuarantined(body);
      return quarantined && restoreDelivery(quarantined).proven.reference;
    });
    expect(references).toEqual(["leaked", "case-4711"]);
  });

  it("tells two checks of one session apart and keeps them in one order", async () => {
    const yotiHarness = harness();
    await outcomesOf(
      yotiHarness,
      example("check-completion"),
      example("check-completion", { check_id: "another" }),
    );
    expectInOneOrder(yotiHarness, 2);
  });
});
