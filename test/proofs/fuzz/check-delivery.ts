import { setImmediate as nextTurn } from "node:timers/promises";
import * as v from "valibot";
import type { SourceId } from "../../../functions/vendors.ts";
import { unless } from "./faults.ts";
import { faultsOfMessages } from "./messages.ts";
import { type Expectation, expectationOf } from "./oracle.ts";
import { otherVendors } from "./other-vendors.ts";
import type { Request } from "./requests.ts";
import { unspeakable } from "./secrets.ts";
import { type Outcome, type Stage, type Stages, type Stored, writeResponse } from "./stages.ts";
import { rejections } from "./unhandled-rejections.ts";

/** One request's outcome and its faults. */
export interface Checked {
  /** The source that it reached, if any. */
  readonly source: string | undefined;
  readonly status: number;
  /** Messages and keys from an unauthentic delivery. */
  readonly unauthenticatedEffects: number;
  /** Processor time, so that a busy computer slows none. */
  readonly milliseconds: number;
  readonly faults: readonly string[];
}

/** Only ids and codes, from a list or a digest. */
const receiptSchema = v.strictObject({
  outcome: v.picklist(["accepted", "duplicate", "quarantined", "refused"]),
  code: v.optional(v.pipe(v.string(), v.regex(/^[a-z_]{1,40}$/))),
  event: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  repeatable: v.optional(v.literal(true)),
  altered: v.optional(v.undefined()),
  tableFault: v.optional(v.undefined()),
  cause: v.optional(v.undefined()),
});

const otherSecrets = [...otherVendors.values()].flatMap(({ secrets }) =>
  secrets.flatMap(Object.values<string>),
);

/** API Gateway waits 30 seconds and a function runs 15. The computation stays far below. */
const maxMilliseconds = 3000;

/** Sends a request twice to a fresh stage. Lists all faults. */
export async function checkDelivery(stages: Stages, request: Request): Promise<Checked> {
  const stage = stages(request.stage);
  const expected = expectationOf(request);
  stage.clear();
  const before = process.cpuUsage();
  const first = await stage.post(request);
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  const stored = stage.stored();
  const second = await stage.post(request);
  const again = stage.stored();
  const copy = expected.isSuccess ? alteredCopyOf(request, expected.source) : undefined;
  const answered = copy && (await stage.post(copy));
  // Node reports unhandled rejections before the next turn.
  await nextTurn();
  const faults = [
    ...faultsOfOutcome(first, expected, stage, request),
    ...faultsOfStored(stored, first, expected, request),
    ...faultsOfRepeat(first, second, stored, again),
    ...(answered ? faultsOfCopy(first, answered, again, stage.stored()) : []),
    ...rejections.splice(0).map(() => "a rejection was not handled"),
    ...unless(milliseconds <= maxMilliseconds, "a delivery took more than three seconds of processor time"),
  ];
  const unauthenticatedEffects = expected.isSuccess ? 0 : countOf(again);
  return { source: first.source, status: first.status, unauthenticatedEffects, milliseconds, faults };
}

function faultsOfOutcome(outcome: Outcome, expected: Expectation, stage: Stage, request: Request): string[] {
  const { source, status } = outcome;
  const answered = `${source} answered ${status}`;
  if (source !== expected.source || !expected.statuses.some((allowed) => allowed === status))
    return [`${answered} where ${expected.source} has to answer ${expected.statuses.join(" or ")}`];
  if (source === undefined) return [];
  const response = writeResponse(outcome.headers, outcome.body);
  const isRight = expected.isSuccess
    ? expected.isSuccess(outcome)
    : response === stage.refusals.get(`${source} ${status}`);
  const said = `${response}${JSON.stringify(outcome.receipt)}`;
  const secrets = [
    ...unspeakable,
    ...otherSecrets,
    ...(request.body.signing ? [request.body.signing.signature] : []),
  ];
  return [
    ...unless(isRight, "an answer is another than the vendor expects, or than a plain stranger gets"),
    ...unless(v.is(receiptSchema, outcome.receipt), "a receipt holds more than ids and codes"),
    ...unless(!secrets.some((secret) => said.includes(secret)), "an answer or a receipt tells a secret"),
  ];
}

function faultsOfStored(stored: Stored, outcome: Outcome, expected: Expectation, request: Request): string[] {
  const { events, quarantined, keys } = stored;
  if (!expected.isSuccess)
    return unless(countOf(stored) === 0, "a delivery that is not authentic left something");
  const [message] = [...events, ...quarantined];
  const remembered = isRepeatable(outcome) ? [] : [message?.deduplicationId];
  return [
    ...faultsOfMessages(request, expected.source, stored),
    ...unless(
      keys.join() === remembered.join(),
      "the table does not hold the key of what was sent, and no other",
    ),
  ];
}

/** A copy gets the first answer and adds nothing, unless it may be news. */
function faultsOfRepeat(first: Outcome, second: Outcome, stored: Stored, again: Stored): string[] {
  const isSame =
    first.source === undefined || (second.source !== undefined && responseOf(first) === responseOf(second));
  const copies = isRepeatable(first) ? 2 : 1;
  const isOnce =
    again.events.length === stored.events.length * copies &&
    again.quarantined.length === stored.quarantined.length &&
    again.keys.length === stored.keys.length;
  return [
    ...unless(isSame, "the same delivery again got another answer"),
    ...unless(isOnce, "the same delivery again left something more"),
    ...unless(
      copies === 1 || mayRepeat(first.source),
      "a notification that is not repeatable was taken for one",
    ),
  ];
}

/** An attacker's copy: the same signature, another unsigned member. */
function alteredCopyOf(request: Request, source: SourceId): Request | undefined {
  const { bytes, members, signing } = request.body;
  if (source !== "pipwave" || !signing || !members || members.length === 0) return undefined;
  // There has to be room for it.
  if (bytes.length > 200_000) return undefined;
  const text = bytes.toString("latin1");
  const end = text.lastIndexOf("}");
  const altered = `${text.slice(0, end)},"added by an attacker":1${text.slice(end)}`;
  return { ...request, body: { ...request.body, bytes: Buffer.from(altered, "latin1") } };
}

/** The function acknowledges and keeps it, without an event. */
function faultsOfCopy(first: Outcome, copy: Outcome, before: Stored, after: Stored): string[] {
  const isKept = after.quarantined.length === before.quarantined.length + 1;
  return [
    ...unless(responseOf(first) === responseOf(copy), "an altered copy got another answer"),
    ...unless(after.events.length === before.events.length, "an altered copy became an event"),
    ...unless(isKept, "an altered copy is not in the quarantine"),
  ];
}

function countOf({ events, quarantined, keys }: Stored): number {
  return events.length + quarantined.length + keys.length;
}

function responseOf(outcome: Outcome): string {
  return outcome.source === undefined
    ? ""
    : `${outcome.status}${writeResponse(outcome.headers, outcome.body)}`;
}

/** Yoti may repeat, and vendors unknown to this folder may. */
function mayRepeat(source: SourceId | undefined): boolean {
  return source === "yoti" || (source !== undefined && otherVendors.has(source));
}

function isRepeatable(outcome: Outcome): boolean {
  return outcome.source !== undefined && outcome.receipt.repeatable === true;
}
