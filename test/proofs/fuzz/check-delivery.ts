import { setImmediate as nextTurn } from "node:timers/promises";
import * as v from "valibot";
import type { SourceId } from "../../../functions/vendors.ts";
import { unspeakable } from "./credentials.ts";
import { type Checks, checkMessages } from "./messages.ts";
import { type Expectation, expectationOf } from "./oracle.ts";
import { otherVendors } from "./other-vendors.ts";
import type { Request } from "./request.ts";
import { type Outcome, type Stage, type Stages, type Stored, writeResponse } from "./stages.ts";

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

/** Unhandled rejections since the last delivery. */
const rejections: unknown[] = [];
process.on("unhandledRejection", (reason) => rejections.push(reason));

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
  const copied = copy && (await stage.post(copy));
  // Node reports unhandled rejections before the next turn.
  await nextTurn();
  const checks: Checks = {
    ...checkOutcome(first, expected, stage, request),
    ...checkStored(stored, first, expected, request),
    ...checkRepeat(first, second, stored, again),
    ...(copied ? checkCopy(first, copied, again, stage.stored()) : {}),
    "a rejection was not handled": rejections.splice(0).length === 0,
    "a delivery took more than three seconds of processor time": milliseconds <= maxMilliseconds,
  };
  const faults = Object.keys(checks).filter((fault) => !checks[fault]);
  const unauthenticatedEffects = expected.isSuccess ? 0 : countOf(again);
  return { source: first.source, status: first.status, unauthenticatedEffects, milliseconds, faults };
}

function checkOutcome(outcome: Outcome, expected: Expectation, stage: Stage, { body }: Request): Checks {
  const { source, status } = outcome;
  const due = `${expected.source} has to answer ${expected.statuses.join(" or ")}`;
  if (source !== expected.source || !expected.statuses.some((allowed) => allowed === status))
    return { [`${source} answered ${status} where ${due}`]: false };
  if (source === undefined) return {};
  const response = writeResponse(outcome.headers, outcome.body);
  const said = `${response}${JSON.stringify(outcome.receipt)}`;
  const secrets = [...unspeakable, ...otherSecrets, ...(body.signing ? [body.signing.signature] : [])];
  return {
    "an answer is another than the vendor expects, or than a plain stranger gets": expected.isSuccess
      ? expected.isSuccess(outcome)
      : response === stage.refusals.get(`${source} ${status}`),
    "a receipt holds more than ids and codes": v.is(receiptSchema, outcome.receipt),
    "an answer or a receipt tells a secret": !secrets.some((secret) => said.includes(secret)),
  };
}

function checkStored(stored: Stored, outcome: Outcome, expected: Expectation, request: Request): Checks {
  if (!expected.isSuccess)
    return { "a delivery that is not authentic left something": countOf(stored) === 0 };
  const [message] = [...stored.events, ...stored.quarantined];
  const remembered = isRepeatable(outcome) ? [] : [message?.deduplicationId];
  return {
    ...checkMessages(request, expected.source, stored),
    "the table does not hold the key of what was sent, and no other":
      stored.keys.join() === remembered.join(),
  };
}

/** A copy gets the first answer and adds nothing, unless it may be news. */
function checkRepeat(first: Outcome, second: Outcome, stored: Stored, again: Stored): Checks {
  const copies = isRepeatable(first) ? 2 : 1;
  // Vendors unknown to this folder may repeat as well.
  const mayRepeat = first.source === "yoti" || (first.source && otherVendors.has(first.source));
  return {
    "the same delivery again got another answer": responseOf(first) === responseOf(second),
    "the same delivery again left something more":
      again.events.length === stored.events.length * copies &&
      again.quarantined.length === stored.quarantined.length &&
      again.keys.length === stored.keys.length,
    "a notification that is not repeatable was taken for one": copies === 1 || Boolean(mayRepeat),
  };
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
function checkCopy(first: Outcome, copy: Outcome, before: Stored, after: Stored): Checks {
  return {
    "an altered copy got another answer": responseOf(first) === responseOf(copy),
    "an altered copy became an event": after.events.length === before.events.length,
    "an altered copy is not in the quarantine": after.quarantined.length === before.quarantined.length + 1,
  };
}

function countOf({ events, quarantined, keys }: Stored): number {
  return events.length + quarantined.length + keys.length;
}

function responseOf(outcome: Outcome): string {
  return outcome.source === undefined
    ? "404"
    : `${outcome.status}${writeResponse(outcome.headers, outcome.body)}`;
}

function isRepeatable(outcome: Outcome): boolean {
  return outcome.source !== undefined && outcome.receipt.repeatable === true;
}
