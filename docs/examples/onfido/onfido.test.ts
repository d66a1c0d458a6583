import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exampleBodyIn } from "../../../test/support/examples.ts";
import { createVendorHarness } from "../../../test/support/vendor-harness.ts";
import {
  eventAfter,
  expectEvent,
  expectRefusal,
  expectSecond,
  outcomesOf,
} from "../../../test/vendors/outcomes.ts";
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

const harness = (secret = token) => createVendorHarness(onfido, { secrets: [{ token: secret }] });
const sign = (body: string) => createHmac("sha256", token).update(body).digest("hex");
const from = (body: string, shown = sign(body)) => ({ headers: { "x-sha2-signature": shown }, body });

/** An event of this action about this object. */
function event(action: string, object: object = {}, resource?: unknown): string {
  const [resource_type] = action.split(".");
  return JSON.stringify({ payload: { resource_type, action, object: { id: "1", ...object }, resource } });
}

describe("authenticates", () => {
  it("accepts the signatures that the vendor's own library is tested with", async () => {
    expect(await outcomesOf(harness(), from(check, signature))).toEqual(["accepted"]);
    const task = from(example("workflow-task-started"), studioSignature);
    expect(await outcomesOf(harness(studioToken), task)).toEqual(["accepted"]);
  });

  it("accepts what its simulator sends", async () => {
    const { ourSide, vendorSide } = simulator.createCredentials();
    const tested = createVendorHarness(onfido, { secrets: [ourSide] });
    const request = await simulator.createRequest(JSON.parse(check), vendorSide, tested.clock.now());
    expect(await outcomesOf(tested, request)).toEqual(["accepted"]);
  });
});

describe("rejects", () => {
  const header = "x-sha2-signature";
  it.each([
    // The vendor's library tests this digit too.
    ["another digit", { [header]: `b${signature.slice(1)}` }, check, "signature_mismatch"],
    ["the same JSON in other bytes", { [header]: signature }, `${check}\n`, "signature_mismatch"],
    ["the SHA-1 of earlier versions", { "x-signature": signature }, check, "signature_missing"],
  ])("refuses %s and stores nothing", async (_, headers, body, code) => {
    await expectRefusal(harness(), { headers, body }, code);
  });
});

describe("understands", () => {
  const run = "bc77c6e5-753a-4580-96a6-aaed3e5a8d19";
  const task = { task: "profile_1eb92", workflow: run };
  const person = { entity: "3f6b1d0a-8d0e-4a3f-9c51-0a7f4c2d9b18", customer: "customer-4711" };
  it.each([
    ["check-completed", "check-123", "ready", "check.completed", { check: "check-123" }],
    ["workflow-task-started", run, "updated", "workflow_task.started", task],
    ["workflow-run-approved", run, "passed", "approved", { workflow: run, ...person }],
  ])("reads %s", async (name, subject, outcome, reason, references) => {
    const tested = harness();
    const { response } = await tested.deliver(from(example(name)));
    expect(response).toMatchObject({ status: 200, body: "" });
    const [read] = tested.events();
    expect(read).toMatchObject({ subject, data: { outcome, reason } });
    expect(read?.data.references).toEqual(references);
  });

  it.each([
    ['{"payload":{"action":"check.completed","object":{}}}', ["body.payload.object.id"]],
    ['{"payload":{"object":{"id":"1"}}}', ["body.payload.action"]],
    ['{"payload":null}', ["body.payload.action", "body.payload.object.id"]],
  ])("quarantines %s", async (body, paths) => {
    const tested = harness();
    await tested.deliver(from(body));
    expect(tested.quarantined()).toMatchObject([{ issues: paths.map((path) => ({ path })) }]);
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
    const { data } = await eventAfter(harness(), from(event(action, { status })));
    expect(data).toMatchObject({ outcome, flags: [] });
  });

  const completed = { completed_at_iso8601: "2020-01-01T00:00:00Z" };
  it.each([
    ["what ended", check, "2020-01-01T00:00:00.000Z"],
    ["what began", example("workflow-task-started"), "2024-07-10T12:49:09.000Z"],
    ["no more than that", event("report.resumed", completed), undefined],
  ])("gives the time of %s, and says what was proved", async (_, body, time) => {
    const read = await eventAfter(harness(), from(body));
    expect(read).toMatchObject({ authenticated: "fields", authenticatedfields: "payload" });
    expect(read.time).toBe(time);
  });

  it("calls a report a resource", async () => {
    const { data } = await eventAfter(harness(), from(event("report.resumed")));
    expect(data.references).toEqual({ resource: "1" });
  });

  it("carries through and flags what is not as published", async () => {
    const odd = { status: "archived", completed_at_iso8601: "yesterday", href: { to: "nowhere" } };
    const { payload } = JSON.parse(event("check.archived.completed", odd, "gone"));
    const original = { v: 2, payload: { note: 1, ...payload } };
    await expectEvent(
      harness(),
      from(JSON.stringify(original)),
      { data: { outcome: "unknown", original } },
      "unknown_field v",
      "unknown_field payload.note",
      "unreadable_value payload.object.completed_at_iso8601",
      "unreadable_value payload.object.href",
      "unreadable_value payload.resource",
      "unknown_value payload.action",
      "unknown_value payload.object.status",
    );
  });
});

describe("deduplicates", () => {
  it.each(["check-completed", "workflow-task-started", "workflow-run-approved"])(
    "sends %s once, whatever has become of the resource by the time of its retry",
    async (name) => {
      const body = example(name);
      const { payload } = JSON.parse(body);
      const later = { ...payload, resource: { ...payload.resource, later: true } };
      const retry = JSON.stringify({ payload: later });
      await expectSecond(harness(), from(body), from(retry), "duplicate");
    },
  );

  it.each([
    ["a check, completed again", check, check.replace("2020-01-01", "2020-01-02")],
    ["a workflow, after its task", example("workflow-task-started"), example("workflow-run-approved")],
  ])("sends two events in one order for %s", async (_, first, second) => {
    await expectSecond(harness(), from(first), from(second), "accepted");
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
});
