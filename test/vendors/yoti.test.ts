import { describe, expect, it } from "vitest";
import { yoti } from "../../functions/yoti/vendor.ts";
import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";
import { readQuarantined, restoreDelivery } from "../../lib/source/quarantine.ts";
import { exampleBody } from "../support/examples.ts";
import { createVendorHarness } from "../support/vendor-harness.ts";

// developers.yoti.com/identity-verification/notifications: "username:password" is sent as this header.
const token = "username:password";
const pageHeader = "Basic dXNlcm5hbWU6cGFzc3dvcmQ=";
const session = "04f3b176-dcb8-428e-9b8e-8c8cd0915158";
const completion = exampleBody("yoti", "session-completion");

const harness = (secret = token) => createVendorHarness(yoti, { secrets: [{ token: secret }] });
const from = (authorization: string, body = completion) => ({ headers: { authorization }, body });

const sessionKey = "0123456789abcdef0123456789abcdef";
const keyBefore = "fedcba9876543210fedcba9876543210";
const expiresAt = new Date("2026-12-21T09:30:00Z");
const minted = (reference: string, key = sessionKey) => `Bearer ${mintToken(key, { reference, expiresAt })}`;
const bySession = (
  secrets: readonly unknown[] = [{ sessionKey }],
  settings: { readonly alsoStatic?: boolean } = {},
) => createVendorHarness(yoti, { secrets, authentication: { sessionToken: settings } });

describe("authenticates", () => {
  it.each([
    ["the page's Basic header", token, pageHeader],
    ["Basic in any case, with spaces around the credential", token, "bAsIC   dXNlcm5hbWU6cGFzc3dvcmQ=  "],
    ["Basic of a token without a colon", "token-of-ours", "Basic dG9rZW4tb2Ytb3Vycw=="],
    [
      "Basic of a password with colons",
      "user:pass:word",
      `Basic ${Buffer.from("user:pass:word").toString("base64")}`,
    ],
    [
      "Basic of a token outside ASCII",
      "usér:pässword",
      `Basic ${Buffer.from("usér:pässword").toString("base64")}`,
    ],
    ["Bearer with the token unchanged", token, `Bearer ${token}`],
  ])("accepts %s", async (_, secret, header) => {
    const { receipt } = await harness(secret).deliver(from(header));
    expect(receipt.outcome).toBe("accepted");
  });

  it("accepts the previous token beside the current one", async () => {
    const both = createVendorHarness(yoti, { secrets: [{ token: "new-token" }, { token: "old-token" }] });
    expect((await both.deliver(from("Bearer old-token"))).receipt.outcome).toBe("accepted");
    expect((await both.deliver(from("Bearer new-token"))).receipt.outcome).toBe("duplicate");
  });
});

describe("authenticates by a token for each session", () => {
  it("says whose reference was proved, in both notations", async () => {
    const yotiHarness = bySession();
    const asBasic = `Basic ${Buffer.from(minted("case-4711").slice(7)).toString("base64")}`;
    expect((await yotiHarness.deliver(from(minted("case-4711")))).receipt.outcome).toBe("accepted");
    expect((await yotiHarness.deliver(from(asBasic))).receipt.outcome).toBe("duplicate");
    expect(yotiHarness.events()).toMatchObject([
      {
        authenticated: "caller",
        authenticatedfields: "references.customer",
        data: { references: { session, customer: "case-4711" } },
      },
    ]);
  });

  it("takes tokens of the key before the current one, and of no older one", async () => {
    const rotated = bySession([{ sessionKey }, { sessionKey: keyBefore }]);
    expect((await rotated.deliver(from(minted("case-4711")))).receipt.outcome).toBe("accepted");
    expect((await rotated.deliver(from(minted("case-4711", keyBefore)))).receipt.outcome).toBe("duplicate");
    const later = bySession([{ sessionKey: "k".repeat(32) }, { sessionKey }]);
    const { receipt } = await later.deliver(from(minted("case-4711", keyBefore)));
    expect(receipt).toEqual({ outcome: "refused", code: "token_invalid" });
  });

  it.each([sessionKey, keyBefore])(
    "refuses an expired token of the key %s by a code of its own",
    async (key) => {
      const rotated = bySession([{ sessionKey }, { sessionKey: keyBefore }]);
      const authorization = minted("case-4711", key);
      rotated.clock.advance(expiresAt.getTime() - rotated.clock.now().getTime() - 1);
      expect((await rotated.deliver(from(authorization))).receipt.outcome).toBe("accepted");
      rotated.clock.advance(1);
      const { response, receipt } = await rotated.deliver(from(authorization));
      expect(receipt).toEqual({ outcome: "refused", code: "token_expired" });
      expect(response.status).toBe(401);
    },
  );

  it("takes the static token as well only where the deployment says so, and it proves no reference", async () => {
    const secrets = [{ token, sessionKey }];
    expect((await bySession(secrets).deliver(from(pageHeader))).receipt).toEqual({
      outcome: "refused",
      code: "token_invalid",
    });
    const both = bySession(secrets, { alsoStatic: true });
    await both.deliver(from(pageHeader));
    await both.deliver(from(minted("case-4711")));
    const [fixed, bySessionToken] = both.events();
    expect(fixed).not.toHaveProperty("authenticatedfields");
    expect(fixed?.data.references).toEqual({ session });
    expect(bySessionToken).toHaveProperty("authenticatedfields");
  });

  it("takes no minted token where the deployment asks for the static one", async () => {
    const fixed = createVendorHarness(yoti, { secrets: [{ token, sessionKey }] });
    const { receipt } = await fixed.deliver(from(minted("case-4711")));
    expect(receipt).toEqual({ outcome: "refused", code: "credential_mismatch" });
  });

  it("cannot be chosen together with the static token's scheme", () => {
    const choose = () => yoti.authenticator({ authorization: {}, sessionToken: {} });
    expect(choose).toThrow(expect.objectContaining({ code: "configuration_invalid" }));
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
    const shown = [pageHeader, minted("case-4711"), "Bearer undefined", `Basic ${btoa("undefined")}`];
    for (const authorization of shown) {
      const { response, receipt } = await wanting.deliver(from(authorization));
      expect(receipt).toMatchObject({ outcome: "failed", code: "secret_unusable" });
      expect(response.status).toBe(503);
    }
  });
});

describe("rejects", () => {
  it.each([
    ["no header", {}, "credential_missing"],
    ["an empty header", { authorization: "" }, "credential_missing"],
    ["a scheme alone", { authorization: "Basic" }, "credential_missing"],
    ["another scheme", { authorization: `Digest ${token}` }, "credential_missing"],
    ["the token without its encoding", { authorization: `Basic ${token}` }, "credential_mismatch"],
    [
      "the encoding as a bearer token",
      { authorization: "Bearer dXNlcm5hbWU6cGFzc3dvcmQ=" },
      "credential_mismatch",
    ],
    [
      "a user with another password",
      { authorization: `Basic ${Buffer.from("username:").toString("base64")}` },
      "credential_mismatch",
    ],
    ["two headers joined", { authorization: `${pageHeader},${pageHeader}` }, "credential_mismatch"],
  ])("refuses %s and stores nothing", async (_, headers, code) => {
    const yotiHarness = harness();
    const { response, receipt } = await yotiHarness.deliver({ headers, body: completion });
    expect(receipt).toEqual({ outcome: "refused", code });
    expect(response.status).toBe(401);
    expect(yotiHarness.table.calls).toEqual([]);
    expect([...yotiHarness.eventQueue.calls, ...yotiHarness.quarantineQueue.calls]).toEqual([]);
  });
});

describe("understands", () => {
  it.each([
    ["resource-update", "resource_update", { resource: "7a1f2c9e-3b64-4f0d-9a57-2d8e6c1b4f30" }],
    ["task-completion", "task_completion", { task: "7a1f2c9e-3b64-4f0d-9a57-2d8e6c1b4f30" }],
    ["check-completion", "check_completion", { check: "7a1f2c9e-3b64-4f0d-9a57-2d8e6c1b4f30" }],
    ["session-completion", "session_completion", {}],
    ["client-session-token-deleted", "client_session_token_deleted", {}],
    ["first-branch-visit", "first_branch_visit", {}],
    ["new-pdf-supplied", "new_pdf_supplied", {}],
    ["instructions-email-requested", "instructions_email_requested", {}],
    ["thank-you-email-requested", "thank_you_email_requested", {}],
  ])("reads %s", async (example, topic, references) => {
    const yotiHarness = harness();
    const { response } = await yotiHarness.deliver(from(pageHeader, exampleBody("yoti", example)));
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(yotiHarness.events()).toMatchObject([
      {
        source: "yoti",
        subject: session,
        data: { reason: topic, references: { session, ...references }, flags: [] },
      },
    ]);
  });

  it("quarantines a body without a session and acknowledges it", async () => {
    const yotiHarness = harness();
    const { response, receipt } = await yotiHarness.deliver(
      from(pageHeader, '{"topic":"session_completion"}'),
    );
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(receipt.outcome).toBe("quarantined");
    expect(yotiHarness.quarantined()).toMatchObject([
      { source: "yoti", issues: [{ path: "body.session_id" }] },
    ]);
  });
});

describe("normalizes", () => {
  it("gives topics of any case in lower case", async () => {
    const yotiHarness = harness();
    await yotiHarness.deliver(
      from(pageHeader, exampleBody("yoti", "session-completion", { topic: "SESSION_COMPLETION" })),
    );
    expect(yotiHarness.events()).toMatchObject([
      {
        data: {
          outcome: "ready",
          notification: { sessionId: session, topic: "session_completion" },
          original: { topic: "SESSION_COMPLETION" },
        },
      },
    ]);
  });

  it("carries through and flags an unknown topic, an odd session id and a missing companion", async () => {
    const yotiHarness = harness();
    await yotiHarness.deliver(from(pageHeader, '{"session_id":"s-1","topic":"session_archived","extra":1}'));
    await yotiHarness.deliver(
      from(pageHeader, exampleBody("yoti", "check-completion", { check_id: undefined })),
    );
    expect(yotiHarness.events()).toMatchObject([
      {
        data: {
          outcome: "unknown",
          flags: [
            { code: "unknown_field", field: "extra" },
            { code: "unknown_value", field: "topic" },
            { code: "unknown_value", field: "session_id" },
          ],
        },
      },
      { data: { outcome: "updated", flags: [{ code: "unpublished_combination", field: "check_id" }] } },
    ]);
  });

  const results: [string, Record<string, unknown>, string][] = [
    ["a session", {}, `/idverify/v1/sessions/${session}`],
    [
      "a session of which only a resource changed",
      { topic: "resource_update" },
      `/idverify/v1/sessions/${session}`,
    ],
    ["a topic that nobody published", { topic: "session_archived" }, `/idverify/v1/sessions/${session}`],
    ["an id that is no path segment", { session_id: "../x?y" }, "/idverify/v1/sessions/..%2Fx%3Fy"],
  ];
  it.each(results)("says how to fetch the state of %s", async (_, changes, path) => {
    const yotiHarness = harness();
    await yotiHarness.deliver(from(pageHeader, exampleBody("yoti", "session-completion", changes)));
    const result = { method: "GET", path, field: "state", complete: ["COMPLETED"], ended: ["EXPIRED"] };
    expect(yotiHarness.events()).toMatchObject([{ data: { result } }]);
  });

  it.each([".", "..", "\ud800"])(
    "says nothing of how to fetch the session %j, and carries it through",
    async (id) => {
      const yotiHarness = harness();
      const body = exampleBody("yoti", "session-completion", { session_id: id });
      await yotiHarness.deliver(from(pageHeader, body));
      expect(yotiHarness.events()).toMatchObject([{ data: { outcome: "ready", result: null } }]);
    },
  );

  it("says what was proved and leaves out a time that the vendor does not give", async () => {
    const yotiHarness = harness();
    await yotiHarness.deliver(from(pageHeader));
    const [event] = yotiHarness.events();
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
  ])("sends %s once, in whatever case and order its retry comes", async (example) => {
    const yotiHarness = harness();
    const body = exampleBody("yoti", example);
    await yotiHarness.deliver(from(pageHeader, body));
    const reversed = Object.fromEntries(Object.entries(JSON.parse(body)).reverse());
    const retry = JSON.stringify(reversed).replace(/"topic":"\w+"/, (topic) =>
      topic.toUpperCase().replace("TOPIC", "topic"),
    );
    expect((await yotiHarness.deliver(from(pageHeader, retry))).receipt.outcome).toBe("duplicate");
    expect(yotiHarness.events()).toHaveLength(1);
  });

  it.each([
    ["resource-update", {}],
    ["new-pdf-supplied", {}],
    ["instructions-email-requested", {}],
    ["thank-you-email-requested", {}],
    ["session-completion", { topic: "session_archived" }],
    ["check-completion", { check_id: undefined }],
  ])("never drops a second %s %j, and gives it an id of its own", async (example, changes) => {
    const yotiHarness = harness();
    const body = exampleBody("yoti", example, changes);
    await yotiHarness.deliver(from(pageHeader, body));
    const { receipt } = await yotiHarness.deliver(from(pageHeader, body));
    expect(receipt).toMatchObject({ outcome: "accepted", repeatable: true });
    expect(new Set(yotiHarness.events().map(({ id }) => id)).size).toBe(2);
    expect(yotiHarness.table.calls).toEqual([]);
  });

  it("lets a leaked token of one session suppress nothing of another", async () => {
    const yotiHarness = bySession();
    await yotiHarness.deliver(from(minted("leaked")));
    expect((await yotiHarness.deliver(from(minted("case-4711")))).receipt.outcome).toBe("accepted");
    expect((await yotiHarness.deliver(from(minted("case-4711")))).receipt.outcome).toBe("duplicate");
    const [forged, genuine] = yotiHarness.events();
    expect(forged?.data.references.customer).toBe("leaked");
    expect(genuine?.data.references.customer).toBe("case-4711");
    expect(forged?.id).not.toBe(genuine?.id);
  });

  it("lets a leaked token suppress nothing of another session in quarantine, and replays with what was proved", async () => {
    const yotiHarness = bySession();
    const odd = '{"session_id":"s-1","topic":[]}';
    const outcomes = [];
    for (const reference of ["leaked", "case-4711", "case-4711"])
      outcomes.push((await yotiHarness.deliver(from(minted(reference), odd))).receipt.outcome);
    expect(outcomes).toEqual(["quarantined", "quarantined", "duplicate"]);
    const references = yotiHarness.quarantineQueue.messages.map(({ body }) => {
      const quarantined = readQuarantined(body);
      return quarantined && restoreDelivery(quarantined).proven.reference;
    });
    expect(references).toEqual(["leaked", "case-4711"]);
  });

  it("tells two checks of one session apart and keeps them in one order", async () => {
    const yotiHarness = harness();
    await yotiHarness.deliver(from(pageHeader, exampleBody("yoti", "check-completion")));
    await yotiHarness.deliver(
      from(pageHeader, exampleBody("yoti", "check-completion", { check_id: "another" })),
    );
    expect(yotiHarness.events()).toHaveLength(2);
    expect(new Set(yotiHarness.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(1);
  });
});
