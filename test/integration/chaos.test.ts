import { beforeAll, describe, expect, it } from "vitest";
import { type Arrival, type Books, type Entry, type Facts, openBooks } from "../proofs/chaos/account.ts";
import { isAcknowledgement, type Told } from "../proofs/chaos/journal.ts";
import { balance } from "../proofs/chaos/ledger.ts";
import { sourceIds } from "../proofs/chaos/notifications.ts";
import { describeResult } from "../proofs/chaos/report.ts";
import { type ChaosResult, runChaos } from "../proofs/chaos/run-chaos.ts";
import { runToEnd } from "../support/command.ts";

/** Faults of a moment, so that a short run meets most of them. */
const pace = { fault: [200, 700], calm: [200, 700], kill: [500, 1500] } as const;

let result: ChaosResult;
let books: Books;

beforeAll(async () => {
  const finished = await runChaos({ seed: 20_261_121, notifications: 3000, seconds: 18, pace });
  if (!finished) throw new Error("the run was interrupted");
  result = finished;
  books = openBooks(result.facts);
  process.stdout.write(describeResult(result));
}, 180_000);

describe("a short run of the chaos", () => {
  it("loses, doubles, invents and misplaces nothing", () => {
    expect(result.ledger.violations).toEqual([]);
  });

  it("was one: every vendor was heard, things broke, and processes were killed", () => {
    expect(result.ledger.rows.map(({ source }) => source)).toEqual(sourceIds);
    for (const { acknowledged, events } of result.ledger.rows) {
      expect(acknowledged).toBeGreaterThan(0);
      expect(events).toBeGreaterThan(0);
    }
    expect(result.damage.steps.size).toBeGreaterThan(0);
    expect(result.damage.killed).toBeGreaterThan(0);
  });
});

describe("npm run chaos", () => {
  it.each([
    [["--help"], 0, /^npm run chaos/, /^$/],
    [["--seed", "today"], 2, /^$/, /^--seed has to be a whole number .*"today" \(see --help\)\n$/],
    [["--notifications", "0"], 2, /^$/, /^--notifications has to be a whole number from 1/],
  ] as const)("%j explains itself", async (args, code, stdout, stderr) => {
    expect(await runToEnd("test/proofs/chaos/chaos.ts", args)).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });
});

/** What the ledger says of facts that were changed. */
function violationsAfter(changes: Partial<Facts>): readonly string[] {
  return balance({ ...result.facts, ...changes }).violations;
}

function acknowledgedEvents(): (readonly [Entry, Arrival])[] {
  return books.told.flatMap((told) => {
    const [arrival] = books.arrivalsOf(told.identity);
    const { kind, again } = told.notification;
    const isPlain = kind === "understood" && !again && told.responses.some(isAcknowledgement);
    return isPlain && arrival ? [[told, arrival] as const] : [];
  });
}

function anAcknowledgedEvent(): readonly [Entry, Arrival] {
  const [found] = acknowledgedEvents();
  if (!found) throw new Error("the run acknowledged nothing");
  return found;
}

/** Two events of one subject, both sent before they were acknowledged. */
function twoOfOneSubject(): readonly [Arrival, Arrival] {
  const { accepted, deferred } = result.facts.logs;
  const plain = acknowledgedEvents().filter(([, { id }]) => accepted.has(id) && !deferred.has(id));
  const arrivals = new Map(plain);
  for (const subject of books.subjects) {
    const [first, second] = subject.flatMap((told) => arrivals.get(told) ?? []);
    if (first && second) return [first, second];
  }
  throw new Error("no subject of the run had two events");
}

describe("the ledger", () => {
  it("reports an acknowledged event that is missing", () => {
    const [{ identity }, { position }] = anAcknowledgedEvent();
    const events = result.facts.events.toSpliced(position, 1);
    expect(violationsAfter({ events })).toEqual([expect.stringContaining(identity)]);
    expect(violationsAfter({ events })[0]).toMatch(/^lost:/);
  });

  it("reports an event that is there twice", () => {
    const [, { position }] = anAcknowledgedEvent();
    const events = [...result.facts.events, result.facts.events[position] ?? ""];
    expect(violationsAfter({ events }).map((text) => text.split(":")[0])).toEqual(["too many", "repeated"]);
  });

  it("reports an event that nobody sent", () => {
    const [told] = anAcknowledgedEvent();
    const subjects = books.subjects.map((subject) => subject.filter((one) => one !== told));
    expect(violationsAfter({ subjects })).toEqual([expect.stringMatching(/^from nowhere:/)]);
  });

  it("reports an event of a forged notification, and one that was acknowledged", () => {
    const [told] = anAcknowledgedEvent();
    const forged: Told = { ...told, notification: { ...told.notification, kind: "forged" } };
    const subjects = books.subjects.map((subject) => subject.map((one) => (one === told ? forged : one)));
    const texts = violationsAfter({ subjects }).map((text) => text.split(":")[0]);
    expect(texts).toEqual(["too many", "acknowledged, though forged"]);
  });

  it("reports an event of an altered copy, and one that is nowhere", () => {
    const copies = books.told.filter(({ notification }) => notification.kind === "altered");
    expect(copies.length).toBeGreaterThan(0);
    const kept = copies.find(({ identity }) => books.keptOf(identity).length > 0);
    if (!kept) throw new Error("no altered copy is in quarantine");
    const [{ position } = { position: -1 }] = books.keptOf(kept.identity);
    const quarantined = result.facts.quarantined.toSpliced(position, 1);
    expect(violationsAfter({ quarantined })).toEqual([expect.stringMatching(/^lost: .* altered/)]);
    const { delivery } = JSON.parse(result.facts.quarantined[position] ?? "");
    const original = JSON.parse(Buffer.from(delivery.body, "base64").toString());
    const subject = original.session_token;
    const id = "f".repeat(64);
    const data = { references: { session: subject }, original };
    const event = JSON.stringify({ id, source: "pipwave", subject, data });
    const logs = { ...result.facts.logs, accepted: new Set([...result.facts.logs.accepted, id]) };
    const texts = violationsAfter({ events: [...result.facts.events, event], quarantined, logs });
    expect(texts).toEqual([expect.stringMatching(/^an event of an altered copy: /)]);
  });

  it("reports two events of a subject that changed places", () => {
    const [first, second] = twoOfOneSubject();
    const events = [...result.facts.events];
    events[first.position] = result.facts.events[second.position] ?? "";
    events[second.position] = result.facts.events[first.position] ?? "";
    expect(violationsAfter({ events })).toEqual([expect.stringMatching(/^out of order:/)]);
  });

  it("reports what is left in the table, in the dead-letter queue, or on no vendor's mind any more", () => {
    const [told] = anAcknowledgedEvent();
    const subjects = books.subjects.map((subject) =>
      subject.map((one) => (one === told ? { ...one, settled: false } : one)),
    );
    expect(violationsAfter({ outboxLeft: ["k"], deadLetters: ["{}"], subjects })).toEqual([
      expect.stringMatching(/^never settled:/),
      "still deferred: k",
      expect.stringMatching(/^a dead letter/),
    ]);
  });

  it("reports a message that is no event, and an event about somebody else", () => {
    const [, { position }] = anAcknowledgedEvent();
    const event = JSON.parse(result.facts.events[position] ?? "");
    const strange = JSON.stringify({ ...event, subject: "somebody else" });
    const events = result.facts.events.with(position, strange).concat("{}");
    expect(violationsAfter({ events }).map((text) => text.split(":")[0])).toEqual([
      "lost",
      "an event about another subject than its notification",
      "not an event",
    ]);
  });
});
