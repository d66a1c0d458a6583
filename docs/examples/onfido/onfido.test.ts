import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exampleBodyIn } from "../../../test/support/examples.ts";
import { createVendorHarness } from "../../../test/support/vendor-harness.ts";
import { simulator } from "./simulator.ts";
import { onfido } from "./vendor.ts";

const example = (name: string) => exampleBodyIn("docs/examples/onfido", name);
const check = example("check-completed");

// Tokens, bodies and signatures from github.com/onfido/onfido-node, test/classic-webhook-event-verifier.test.ts and
// test/studio-webhook-event-verifier.test.ts.
const token = "_ABC123abc123ABC123abc123ABC123_";
const signature = "a0082d7481f9f0a2907583dbe1f344d6d4c0d9989df2fd804f98479f60cd760e";
const studioToken = "YKOC6mkBxi6yK2zlUIrLMvsJMFEZObP5";
const studioSignature = "c95a5b785484f6fa1bc25f381b5595d66bf85cb442eefb06aa007802ee6a4dfa";

const harness = (...tokens: readonly string[]) =>
  createVendorHarness(onfido, {
    secrets: (tokens.length > 0 ? tokens : [token]).map((secret) => ({ token: secret })),
  });
const sign = (body: string) => createHmac("sha256", token).update(body).digest("hex");
const from = (body: string, shown = sign(body)) => ({ headers: { "x-sha2-signature": shown }, body });

/** An event of this action about this object. */
function event(action: string, object: object = {}, resource?: unknown): string {
  const [resource_type] = action.split(".");
  return JSON.stringify({ payload: { resource_type, action, object: { id: "1", ...object }, resource } });
}

describe("authenticates", () => {
  it("accepts the signatures that the vendor's own library is tested with", async () => {
    expect((await harness().deliver(from(check, signature))).receipt.outcome).toBe("accepted");
    const task = from(example("workflow-task-started"), studioSignature);
    expect((await harness(studioToken).deliver(task)).receipt.outcome).toBe("accepted");
  });

  it("accepts what its own vendor sends", async () => {
    const { ourSide, vendorSide } = simulator.createCredentials();
    const tested = createVendorHarness(onfido, { secrets: [ourSide] });
    const request = await simulator.createRequest(JSON.parse(check), vendorSide, tested.clock.now());
    expect((await tested.deliver(request)).receipt.outcome).toBe("accepted");
  });

  it("accepts the previous token beside the current one", async () => {
    expect((await harness("new", token).deliver(from(check))).receipt.outcome).toBe("accepted");
  });
});

describe("rejects", () => {
  it.each([
    ["no signature", {}, check, "signature_missing"],
    ["an empty signature", { "x-sha2-signature": "" }, check, "signature_mismatch"],
    // The vendor's library tests this digit too.
    ["another digit", { "x-sha2-signature": `b${signature.slice(1)}` }, check, "signature_mismatch"],
    [
      "another body",
      { "x-sha2-signature": signature },
      check.replace("check-123", "check-124"),
      "signature_mismatch",
    ],
    ["the same JSON in other bytes", { "x-sha2-signature": signature }, `${check}\n`, "signature_mismatch"],
    ["the SHA-1 of earlier versions", { "x-signature": signature }, check, "signature_missing"],
    ["the token itself", { "x-sha2-signature": token }, check, "signature_mismatch"],
    ["two headers joined", { "x-sha2-signature": `${signature},${signature}` }, check, "signature_mismatch"],
  ])("refuses %s and stores nothing", async (_, headers, body, code) => {
    const tested = harness();
    const { response, receipt } = await tested.deliver({ headers, body });
    expect(receipt).toEqual({ outcome: "refused", code });
    expect(response.status).toBe(401);
    expect([...tested.eventQueue.calls, ...tested.quarantineQueue.calls, ...tested.table.calls]).toEqual([]);
  });
});

describe("understands", () => {
  it.each([
    ["check-completed", "check-123", "ready", "check.completed", { check: "check-123" }],
    [
      "workflow-task-started",
      "bc77c6e5-753a-4580-96a6-aaed3e5a8d19",
      "updated",
      "workflow_task.started",
      { task: "profile_1eb92", workflow: "bc77c6e5-753a-4580-96a6-aaed3e5a8d19" },
    ],
    [
      "workflow-run-approved",
      "bc77c6e5-753a-4580-96a6-aaed3e5a8d19",
      "passed",
      "approved",
      {
        workflow: "bc77c6e5-753a-4580-96a6-aaed3e5a8d19",
        entity: "3f6b1d0a-8d0e-4a3f-9c51-0a7f4c2d9b18",
        customer: "customer-4711",
      },
    ],
  ])("reads %s", async (name, subject, outcome, reason, references) => {
    const tested = harness();
    const { response } = await tested.deliver(from(example(name)));
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(tested.events()).toMatchObject([
      { source: "onfido", subject, data: { outcome, reason, references, flags: [] } },
    ]);
    expect(tested.events()[0]?.data.references).toEqual(references);
  });

  it.each([
    ['{"payload":{"action":"check.completed","object":{}}}', ["body.payload.object.id"]],
    ['{"payload":{"object":{"id":"1"}}}', ["body.payload.action"]],
    ['{"payload":null}', ["body.payload.action", "body.payload.object.id"]],
    ["{}", ["body.payload.action", "body.payload.object.id"]],
  ])("quarantines %s and acknowledges it", async (body, paths) => {
    const tested = harness();
    const { response, receipt } = await tested.deliver(from(body));
    expect(response).toMatchObject({ status: 200, body: "" });
    expect(receipt.outcome).toBe("quarantined");
    expect(tested.quarantined()).toMatchObject([
      { source: "onfido", issues: paths.map((path) => ({ path })) },
    ]);
  });
});

describe("normalizes", () => {
  it.each([
    ["workflow_run.completed", "approved", "passed"],
    ["workflow_run.completed", "declined", "failed"],
    ["workflow_run.completed", "review", "review"],
    ["workflow_run.completed", "abandoned", "error"],
    ["workflow_run.completed", "error", "error"],
    ["workflow_run.completed", "processing", "unknown"],
    ["workflow_run.completed", undefined, "unknown"],
    ["workflow_task.completed", "approved", "updated"],
    ["check.reopened", "reopened", "updated"],
    ["report.completed", "complete", "ready"],
    ["report.awaiting_approval", "awaiting_approval", "review"],
    ["workflow_run_evidence_folder.created", undefined, "ready"],
  ])("says of %s with the status %s that it is %s", async (action, status, outcome) => {
    const tested = harness();
    await tested.deliver(from(event(action, { status })));
    expect(tested.events()).toMatchObject([{ data: { outcome, flags: [] } }]);
  });

  it("gives the time of what began or ended, and says what was proved", async () => {
    const tested = harness();
    await tested.deliver(from(check));
    await tested.deliver(from(example("workflow-task-started")));
    await tested.deliver(from(event("report.resumed", { completed_at_iso8601: "2020-01-01T00:00:00Z" })));
    expect(tested.events()).toMatchObject([
      { time: "2020-01-01T00:00:00.000Z", authenticated: "fields", authenticatedfields: "payload" },
      { time: "2024-07-10T12:49:09.000Z" },
      { data: { references: { resource: "1" } } },
    ]);
    expect(tested.events()[2]).not.toHaveProperty("time");
  });

  it("carries through and flags what is not as published", async () => {
    const tested = harness();
    const odd = { status: "archived", completed_at_iso8601: "yesterday", href: { to: "nowhere" } };
    const body = event("check.archived.completed", odd, "gone").replace(
      '{"payload":{',
      '{"v":2,"payload":{"note":1,',
    );
    await tested.deliver(from(body));
    expect(tested.events()).toMatchObject([
      {
        data: {
          outcome: "unknown",
          flags: [
            { code: "unknown_field", field: "v" },
            { code: "unknown_field", field: "payload.note" },
            { code: "unreadable_value", field: "payload.object.completed_at_iso8601" },
            { code: "unreadable_value", field: "payload.object.href" },
            { code: "unreadable_value", field: "payload.resource" },
            { code: "unknown_value", field: "payload.action" },
            { code: "unknown_value", field: "payload.object.status" },
          ],
          original: JSON.parse(body),
        },
      },
    ]);
    expect(tested.events()[0]).not.toHaveProperty("time");
  });
});

describe("deduplicates", () => {
  it.each(["check-completed", "workflow-task-started", "workflow-run-approved"])(
    "sends %s once, whatever has become of the resource by the time of its retry",
    async (name) => {
      const tested = harness();
      const body = example(name);
      const { payload } = JSON.parse(body);
      const retry = JSON.stringify({
        payload: { ...payload, resource: { ...payload.resource, later: true } },
      });
      await tested.deliver(from(body));
      expect((await tested.deliver(from(retry))).receipt.outcome).toBe("duplicate");
      expect(tested.events()).toHaveLength(1);
    },
  );

  it("tells a check that was completed from the same one completed again", async () => {
    const tested = harness();
    await tested.deliver(from(check));
    await tested.deliver(from(check.replace("2020-01-01", "2020-01-02")));
    expect(new Set(tested.events().map(({ id }) => id)).size).toBe(2);
    expect(new Set(tested.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(1);
  });

  it.each([
    ["report.resumed", {}],
    ["check.reopened", { completed_at_iso8601: "2020-01-01T00:00:00Z" }],
    ["check.completed", {}],
    ["workflow_task.started", { completed_at_iso8601: "2020-01-01T00:00:00Z" }],
  ])("never drops a second %s %j, which may be news", async (action, object) => {
    const tested = harness();
    await tested.deliver(from(event(action, object)));
    const { receipt } = await tested.deliver(from(event(action, object)));
    expect(receipt).toMatchObject({ outcome: "accepted", repeatable: true });
    expect(tested.events()).toHaveLength(2);
  });

  it("keeps a workflow and its tasks in one order", async () => {
    const tested = harness();
    await tested.deliver(from(example("workflow-task-started")));
    await tested.deliver(from(example("workflow-run-approved")));
    expect(new Set(tested.eventQueue.messages.map(({ groupId }) => groupId)).size).toBe(1);
  });
});
