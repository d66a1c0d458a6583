import { describe, expect, it } from "vitest";
import { type Facts, openAccount, type Sent } from "../../proofs/kit/account.ts";
import { nameOf, withMark } from "../../proofs/kit/marks.ts";
import { findViolations } from "../../proofs/kit/violations.ts";

interface Notified {
  readonly subject: string;
  readonly mark: string;
  readonly source?: string;
}

function event(
  { subject, mark, source = "yoti" }: Notified,
  id = `id of ${mark}`,
  outcome = "passed",
): string {
  const original = withMark({ session_id: subject }, mark);
  const data = { outcome, flags: [], original };
  const envelope = {
    specversion: "1.0",
    id,
    source,
    type: "t",
    subject,
    recordedtime: "t",
    correlationid: "c",
  };
  return JSON.stringify({ ...envelope, data });
}

function quarantined({ subject, mark, source = "yoti" }: Notified): string {
  const body = JSON.stringify(withMark({ session_id: subject }, mark));
  return JSON.stringify({ id: "q", source, delivery: { body: Buffer.from(body).toString("base64") } });
}

function sent({ mark, source = "yoti" }: Notified, changes: Partial<Sent> = {}): Sent {
  const name = nameOf({ source, mark });
  return { source, kind: "understood", name, again: false, responses: [200], isDone: true, ...changes };
}

const idOf = (body: string): string => JSON.parse(body).id;

type Found = Partial<Omit<Facts, "logs">> & { readonly logs?: Partial<Facts["logs"]> };

/** Keeps each sentence up to its colon. Counts all events as sent before their answer. */
function violationsOf(subjects: readonly (readonly Sent[])[], { logs, ...facts }: Found): string[] {
  const { events = [] } = facts;
  const account = openAccount({
    ...{ subjects, events, consumers: {}, quarantined: [], deadLetters: [], outboxLeft: [] },
    logs: {
      accepted: new Set(events.filter((body) => body.includes('"id"')).map(idOf)),
      deferred: new Map(),
      tableFaults: new Set(),
      unusableSecrets: { warnings: 0, failures: 0 },
      ...logs,
    },
    ...facts,
  });
  return findViolations(account).map((text) => text.replace(/:.*/s, ""));
}

const a = { subject: "a", mark: "a-1" };
const b = { subject: "b", mark: "b-1" };
const second = { subject: "a", mark: "a-2" };
const bothSent = [[sent(a)], [sent(b)]];
const elsewhere = { ...a, source: "yoti-sandbox" };
const forged = [[sent(a, { kind: "forged" })]];
const refused = [[sent(a, { responses: [401, 200] })]];
const unconfirmed = [[sent(a, { responses: ["cut"] })]];
const unfinished = [[sent(a, { isDone: false })]];
const unanswered = [[sent(a, { responses: [200, "none"] })]];
const repeatable = [[sent(a, { kind: "repeatable", responses: [200, 200, 503] })]];
const copies = ["1", "2", "3", "4"].map((id) => event(a, id));
const swapped = [event(second), event(a)];
const strange = event(a).replace('"subject":"a"', '"subject":"somebody else"');
const notMine = ["lost", "an event about another subject than its notification"];

describe("the account", () => {
  it.each<readonly [string, readonly (readonly Sent[])[], string[]]>([
    ["one event for each notification, in any order of subjects", bothSent, [event(b), event(a)]],
    ["nothing of a notification without an acknowledgement", unconfirmed, []],
    ["an event of a notification without an acknowledgement", unconfirmed, [event(a)]],
    ["a repeatable notification for each acknowledgement, and for a failed one", repeatable, copies.slice(1)],
    ["events in another order if one was sent again", [[sent(a, { again: true }), sent(second)]], swapped],
    ["events in the order in which they were sent", [[sent(second), sent(a)]], swapped],
  ])("is content with %s", (_, subjects, events) => {
    expect(violationsOf(subjects, { events })).toEqual([]);
  });

  it.each<readonly [string, readonly (readonly Sent[])[], string[], readonly string[]]>([
    ["a missing event", bothSent, [event(b)], ["lost"]],
    ["an event twice", bothSent, [event(a), event(b), event(a)], ["too many", "repeated"]],
    ["an event under another id", bothSent, [event(a), event(b), event(a, "other")], ["too many"]],
    ["two notifications under one id", bothSent, [event(a, "one"), event(b, "one")], ["repeated"]],
    ["a double for a missing event", bothSent, [event(a), event(a)], ["too many", "lost", "repeated"]],
    ["an event of the vendor's other source", [[sent(a)]], [event(elsewhere)], ["lost", "from nowhere"]],
    ["an event that nobody sent", [[sent(a)]], [event(a), event(b)], ["from nowhere"]],
    ["what is no event", bothSent, [event(a), event(b), "{}"], ["not an event"]],
    ["an event about another subject", [[sent(a)]], [strange], notMine],
    ["too few of a repeatable notification", repeatable, copies.slice(3), ["lost"]],
    ["too many of a repeatable notification", repeatable, copies, ["too many"]],
    ["an event of a forged notification", forged, [event(a)], ["too many", "acknowledged, though forged"]],
    ["the refusal of an authentic one", refused, [event(a)], ["refused, though authentic"]],
    ["a vendor that wants to send again", unfinished, [event(a)], ["not done"]],
    ["a delivery without an answer", unanswered, [event(a)], ["no answer within thirty seconds"]],
    ["events of a subject that changed places", [[sent(a), sent(second)]], swapped, ["out of order"]],
  ])("reports %s", (_, subjects, events, violations) => {
    expect(violationsOf(subjects, { events })).toEqual(violations);
  });

  it("reports what a consumer lacks, gets twice, gets in another order, or should not get", () => {
    const [passed, failed] = [event(a), event(second, "2", "failed")];
    const pending = event(b, "3", "pending");
    const subjects = [[sent(a), sent(second)], [sent(b)]];
    const events = [passed, failed, pending];
    // In the stage `example`, `decisions` takes no pending ones.
    const at = (...decisions: string[]) => violationsOf(subjects, { events, consumers: { decisions } });
    expect(at(passed, failed)).toEqual([]);
    expect(at(passed)).toEqual(["lost"]);
    expect(at(passed, failed, pending)).toContain("misrouted");
    expect(at(failed, passed)).toEqual(["doubled or out of order"]);
    expect(at(passed, failed, failed)).toEqual(["doubled or out of order"]);
  });

  const genuine = { ...a, source: "pipwave" };
  const copy = { ...second, source: "pipwave" };
  const attacked = [[sent(genuine), sent(copy, { kind: "altered" })]];
  const [made, ofCopy] = [event(genuine, "g"), event(copy, "c")];
  const both = { events: [made, ofCopy] };
  const tableFaults = new Set(["c"]);
  const unusableSecrets = { warnings: 2, failures: 1 };

  it.each<readonly [string, readonly string[], readonly (readonly Sent[])[], Found]>([
    ["the table", ["still deferred"], unconfirmed, { outboxLeft: ["k"] }],
    ["the dead letters", ["a dead letter, though no consumer failed"], unconfirmed, { deadLetters: ["{}"] }],
    ["an unusable secret", ["failed for an unusable secret"], unconfirmed, { logs: { unusableSecrets } }],
    ["an altered copy in quarantine", [], attacked, { events: [made], quarantined: [quarantined(copy)] }],
    ["an altered copy that is nowhere", ["lost"], attacked, { events: [made] }],
    ["an event of an altered copy", ["an event of an altered copy"], attacked, both],
    ["such an event after a fault of the table", [], attacked, { ...both, logs: { tableFaults } }],
  ])("finds in %s: %j", (_, violations, subjects, found) => {
    expect(violationsOf(subjects, found)).toEqual(violations);
  });
});
