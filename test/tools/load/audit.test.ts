import { describe, expect, it } from "vitest";
import { identityOf } from "../../proofs/chaos/identities.ts";
import { type Audit, audit, type Remains } from "../../proofs/load/audit.ts";
import { findFindings } from "../../proofs/load/findings.ts";
import { type Ledger, openLedger } from "../../proofs/load/ledger.ts";

const original = (session: string) => ({ session_id: session, topic: "session_completion" });
const identity = (session: string) => identityOf("yoti", original(session));
const event = (session: string, id = `id of ${session}`) =>
  JSON.stringify({ id, source: "yoti", data: { original: original(session) } });

const ledger: Ledger = {
  acknowledged: [identity("a"), identity("b")],
  unconfirmed: [identity("c")],
  forged: [identity("d")],
};
const nothingElse = { quarantined: [], deadLetters: [], outboxLeft: [] };
const fine = {
  found: ledger.acknowledged,
  unconfirmed: [],
  lost: [],
  doubled: [],
  foreign: [],
  misplaced: [],
};

function auditOf(events: readonly string[], others: Partial<Remains> = {}) {
  return audit(ledger, { events, ...nothingElse, ...others });
}

function findingsOf(events: readonly string[], errors: Readonly<Record<string, number>> = {}) {
  return findingsAbout(auditOf(events), errors);
}

function findingsAbout(audited: Audit, errors: Readonly<Record<string, number>>) {
  const load = {
    seconds: 1,
    warmUps: 0,
    handshakes: 1,
    driverProcessors: 0,
    measurements: { series: [], errors },
    ledger,
  };
  return findFindings({ audit: audited, load });
}

describe("the audit", () => {
  it("is content with one event for each acknowledged notification, in any order", () => {
    expect(auditOf([event("b"), event("a")])).toEqual(fine);
    expect(findingsOf([event("b"), event("a")])).toEqual([]);
  });

  it("reports a missing event", () => {
    expect(auditOf([event("b")])).toEqual({ ...fine, found: [identity("b")], lost: [identity("a")] });
    expect(findingsOf([event("b")])).toEqual([`acknowledged and not on the queue: ${identity("a")}`]);
  });

  it("reports a doubled event, under its own id and under another one", () => {
    for (const second of [event("a"), event("a", "another id")]) {
      const events = [event("a"), event("b"), second];
      expect(auditOf(events)).toEqual({ ...fine, doubled: [identity("a")] });
      expect(findingsOf(events)).toEqual([`more than once on the queue: ${identity("a")}`]);
    }
  });

  it("reports every double of an event", () => {
    expect(auditOf([event("a"), event("a"), event("b"), event("a")]).doubled).toHaveLength(2);
  });

  it("reports two notifications under one id", () => {
    expect(auditOf([event("a", "one"), event("b", "one")]).doubled).toEqual([identity("b")]);
  });

  it("is not fooled by a double in the place of a missing event", () => {
    expect(auditOf([event("a"), event("a")])).toMatchObject({
      lost: [identity("b")],
      doubled: [identity("a")],
    });
  });

  it("lets a notification that was not acknowledged be there, or not", () => {
    const events = [event("a"), event("b"), event("c")];
    expect(auditOf(events)).toEqual({ ...fine, unconfirmed: [identity("c")] });
    expect(findingsOf(events)).toEqual([]);
  });

  it("reports an event of somebody else's credentials, one that nobody sent, and what is no event", () => {
    const foreign = [event("d"), event("e"), "not JSON"];
    expect(auditOf([event("a"), ...foreign, event("b")])).toEqual({
      ...fine,
      foreign: [identity("d"), identity("e"), "not JSON"],
    });
    expect(findingsOf([event("a"), ...foreign, event("b")])).toHaveLength(1);
  });

  it("reports what is somewhere else", () => {
    const others = { quarantined: ["q"], deadLetters: ["l"], outboxLeft: ["p"] };
    expect(auditOf([event("a"), event("b")], others).misplaced).toEqual(["q", "l", "p"]);
  });

  it("finds a run wanting that had errors, or acknowledged nothing", () => {
    expect(findingsOf([event("a"), event("b")], { "yoti, new: answered with 503": 3 })).toEqual([
      "not answered as it should be: 3 × yoti, new: answered with 503",
    ]);
    const nothing = audit({ acknowledged: [], unconfirmed: [], forged: [] }, { events: [], ...nothingElse });
    expect(nothing).toEqual({ ...fine, found: [] });
    expect(findingsAbout(nothing, {})).toEqual(["nothing was acknowledged, so that nothing was shown"]);
  });
});

describe("the ledger", () => {
  it("asks for an event of what was new and acknowledged alone", () => {
    const { ledger: written, enter } = openLedger();
    enter("new", "first", true);
    enter("duplicate", "first", true);
    enter("new", "second", false);
    enter("refused", "third", false);
    enter("refused", "fourth", true);
    expect(written).toEqual({
      acknowledged: ["first"],
      unconfirmed: ["second"],
      forged: ["third", "fourth"],
    });
  });
});
