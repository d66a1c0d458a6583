import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../lib/json/json.ts";
import { type Facts, openAccount, type Sent } from "../../proofs/kit/account.ts";
import { identityOf } from "../../proofs/kit/identities.ts";
import type { Response } from "../../proofs/kit/response.ts";
import { findViolations } from "../../proofs/kit/violations.ts";

const session = (name: string, topic = "session_completion") => ({ session_id: name, topic });
const event = (original: ReturnType<typeof session>, id = `id of ${original.session_id} ${original.topic}`) =>
  JSON.stringify({
    id,
    source: "yoti",
    subject: original.session_id,
    data: { references: { session: original.session_id }, original },
  });

function sent(content: JsonObject, changes: Partial<Sent> = {}): Sent {
  const { source = "yoti" } = changes;
  const identity = identityOf(source, content);
  return { source, kind: "understood", identity, again: false, responses: [200], isDone: true, ...changes };
}

const atSandbox = (body: string) => body.replace('"yoti"', '"yoti-sandbox"');
const idOf = (body: string): string => JSON.parse(body).id;

const logsOf = (accepted: readonly string[], logs: Partial<Facts["logs"]> = {}): Facts["logs"] => ({
  accepted: new Set(accepted),
  deferred: new Map(),
  tableFaults: new Set(),
  unusableSecrets: { warnings: 0, failures: 0 },
  ...logs,
});

/** Keeps each sentence up to its colon. Counts all events as sent before their answer. */
function violationsOf(subjects: readonly (readonly Sent[])[], facts: Partial<Facts> = {}): string[] {
  const { events = [] } = facts;
  const account = openAccount({
    subjects,
    events,
    consumers: {},
    quarantined: [],
    deadLetters: [],
    outboxLeft: [],
    logs: logsOf(events.filter((body) => body.includes('"id"')).map(idOf)),
    ...facts,
  });
  return findViolations(account).map((text) => text.replace(/:.*/s, ""));
}

const [a, b] = [session("a"), session("b")];
const bothSent = [[sent(a)], [sent(b)]];

describe("the account", () => {
  it("is content with one event for each acknowledged notification, in any order of subjects", () => {
    expect(violationsOf(bothSent, { events: [event(b), event(a)] })).toEqual([]);
  });

  it.each([
    ["a missing event", [event(b)], ["lost"]],
    ["an event twice", [event(a), event(b), event(a)], ["too many", "repeated"]],
    ["an event under another id", [event(a), event(b), event(a, "other")], ["too many"]],
    ["two notifications under one id", [event(a, "one"), event(b, "one")], ["repeated"]],
    ["a double in the place of a missing event", [event(a), event(a)], ["too many", "lost", "repeated"]],
    ["an event of the vendor's other source", [atSandbox(event(a)), event(b)], ["lost", "from nowhere"]],
    ["an event that nobody sent", [event(a), event(b), event(session("c"))], ["from nowhere"]],
    ["what is no event", [event(a), event(b), "{}"], ["not an event"]],
  ])("reports %s", (_, events, violations) => {
    expect(violationsOf(bothSent, { events })).toEqual(violations);
  });

  it("reports an event about another subject", () => {
    const strange = JSON.stringify({ ...JSON.parse(event(a)), subject: "somebody else" });
    expect(violationsOf([[sent(a)]], { events: [strange] })).toEqual([
      "lost",
      "an event about another subject than its notification",
    ]);
  });

  it("lets a notification without an acknowledgement be there, or not", () => {
    const unconfirmed = [[sent(a, { responses: ["cut"] })]];
    expect(violationsOf(unconfirmed)).toEqual([]);
    expect(violationsOf(unconfirmed, { events: [event(a)] })).toEqual([]);
  });

  it("counts a repeatable notification by its deliveries", () => {
    const repeatable = [[sent(a, { kind: "repeatable", responses: [200, 200, 503] })]];
    const events = ["1", "2", "3", "4"].map((id) => event(a, id));
    expect(violationsOf(repeatable, { events: events.slice(0, 1) })).toEqual(["lost"]);
    expect(violationsOf(repeatable, { events: events.slice(0, 3) })).toEqual([]);
    expect(violationsOf(repeatable, { events })).toEqual(["too many"]);
  });

  it("reports an event of a forged notification, an acknowledgement of one, and a refusal of another", () => {
    const subjects = [[sent(a, { kind: "forged" })], [sent(b, { responses: [401, 200] })]];
    const events = [event(a), event(b)];
    expect(violationsOf(subjects, { events })).toEqual([
      "too many",
      "acknowledged, though forged",
      "refused, though authentic",
    ]);
  });

  it("reports two events of a subject that changed places, unless one was deferred or sent again", () => {
    const [first, second] = [session("a", "first"), session("a", "second")];
    const events = [event(second), event(first)];
    expect(violationsOf([[sent(first), sent(second)]], { events })).toEqual(["out of order"]);
    expect(violationsOf([[sent(first, { again: true }), sent(second)]], { events })).toEqual([]);
    expect(violationsOf([[sent(second), sent(first)]], { events })).toEqual([]);
  });

  it("reports what is left in the table or the dead-letter queue, and a vendor that is not content", () => {
    const subjects = [[sent(a, { isDone: false, responses: [200, "none"] })]];
    const facts = { events: [event(a)], outboxLeft: ["k"], deadLetters: ["{}"] };
    expect(violationsOf(subjects, facts)).toEqual([
      "not done",
      "no answer within ten seconds",
      "still deferred",
      "a dead letter, though no consumer failed",
    ]);
  });

  it("reports what a consumer lacks, gets twice, gets in another order, or should not get", () => {
    const withOutcome = (name: string, topic: string, outcome: string) => {
      const { data, ...envelope } = JSON.parse(event(session(name, topic)));
      return JSON.stringify({ ...envelope, type: "t", data: { ...data, outcome } });
    };
    const passed = withOutcome("a", "first", "passed");
    const failed = withOutcome("a", "second", "failed");
    const pending = withOutcome("b", "first", "pending");
    const events = [passed, failed, pending];
    const subjects = [[session("a", "first"), session("a", "second")], [session("b", "first")]].map(
      (subject) => subject.map((notification) => sent(notification)),
    );
    // In the stage `example`, `decisions` takes no pending ones.
    const at = (...decisions: string[]) => violationsOf(subjects, { events, consumers: { decisions } });
    expect(at(passed, failed)).toEqual([]);
    expect(at(passed)).toEqual(["lost"]);
    expect(at(passed, failed, pending)).toContain("misrouted");
    expect(at(failed, passed)).toEqual(["doubled or out of order"]);
    expect(at(passed, failed, failed)).toEqual(["doubled or out of order"]);
  });

  it("reports a delivery that failed for an unusable secret", () => {
    const logs = logsOf([idOf(event(a))], { unusableSecrets: { warnings: 2, failures: 1 } });
    expect(violationsOf([[sent(a)]], { events: [event(a)], logs })).toEqual([
      "failed for an unusable secret",
    ]);
  });
});

describe("an altered copy", () => {
  const content = { session_token: "s", pd_id: "p", verification_status: "1" };
  const [genuine, copy] = [content, { ...content, note: "altered 1" }];
  const eventOf = (original: JsonObject, id: string) => {
    const data = { references: { session: "s" }, original };
    return JSON.stringify({ id, source: "pipwave", subject: "s", data });
  };
  const quarantinedBody = JSON.stringify({
    id: "q",
    source: "pipwave",
    delivery: { body: Buffer.from(JSON.stringify(copy)).toString("base64") },
  });
  const responses: Response[] = [200];
  const subjects = [
    [sent(genuine, { source: "pipwave" }), sent(copy, { source: "pipwave", kind: "altered", responses })],
  ];

  it("belongs in quarantine", () => {
    const facts = { events: [eventOf(genuine, "g")], quarantined: [quarantinedBody] };
    expect(violationsOf(subjects, facts)).toEqual([]);
  });

  it("is lost if it is nowhere", () => {
    expect(violationsOf(subjects, { events: [eventOf(genuine, "g")] })).toEqual(["lost"]);
  });

  it("must be no event, unless the table failed", () => {
    const events = [eventOf(genuine, "g"), eventOf(copy, "c")];
    expect(violationsOf(subjects, { events })).toEqual(["an event of an altered copy"]);
    const logs = logsOf(["g", "c"], { tableFaults: new Set(["c"]) });
    expect(violationsOf(subjects, { events, logs })).toEqual([]);
  });
});
