import { setImmediate as nextTurn } from "node:timers/promises";
import * as v from "valibot";
import { faultsAmong, faultsOfMessages } from "./messages.ts";
import { type Expectation, expectationOf } from "./oracle.ts";
import { otherVendors } from "./other-vendors.ts";
import type { Request } from "./requests.ts";
import { unspeakable } from "./secrets.ts";
import { type Outcome, type Stage, type Stages, type Stored, writeResponse } from "./stages.ts";

/** One request's outcome and its faults. */
export type Checked = Awaited<ReturnType<typeof checkDelivery>>;

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

const allSecrets = [
  ...unspeakable,
  ...[...otherVendors.values()].flatMap(({ secrets }) => secrets.flatMap(Object.values<string>)),
];

/** API Gateway waits 30 seconds and a function runs 15. The computation stays far below. */
const maxMilliseconds = 3000;

/** Unhandled rejections since the last delivery. */
const rejections: unknown[] = [];
process.on("unhandledRejection", (reason) => rejections.push(reason));

/** Sends a request twice to a fresh stage. Lists all faults. */
export async function checkDelivery(stages: Stages, request: Request) {
  const stage = stages.get(request.stage);
  if (!stage) throw new Error(`there is no stage ${request.stage}`);
  const expected = expectationOf(request);
  stage.clear();
  const before = process.cpuUsage();
  const first = await stage.post(request);
  const { user, system } = process.cpuUsage(before);
  // Processor time, so that a busy computer slows none.
  const milliseconds = (user + system) / 1000;
  const stored = stage.stored();
  const second = await stage.post(request);
  const again = stage.stored();
  const copy = expected.isSuccess && alteredCopyOf(request, expected);
  const answered = copy && (await stage.post(copy));
  // Node reports unhandled rejections before the next turn.
  await nextTurn();
  const faults = [
    ...faultsOfOutcome(first, expected, stage, request),
    ...faultsOfStored(stored, first, expected, request),
    ...faultsOfRepeat(first, second, stored, again),
    ...(answered ? faultsOfCopy(first, answered, again, stage.stored()) : []),
    ...faultsAmong({
      "a rejection was not handled": rejections.splice(0).length > 0,
      "a delivery took more than three seconds of processor time": milliseconds > maxMilliseconds,
    }),
  ];
  // Messages and keys.
  const unauthenticatedEffects = expected.isSuccess ? 0 : countOf(again);
  return { source: first.source, status: first.status, unauthenticatedEffects, milliseconds, faults };
}

function faultsOfOutcome(outcome: Outcome, expected: Expectation, stage: Stage, request: Request): string[] {
  const { source, status } = outcome;
  if (source !== expected.source || !expected.statuses.includes(status))
    return [
      `${source} answered ${status} where ${expected.source} has to answer ${expected.statuses.join(" or ")}`,
    ];
  if (source === undefined) return [];
  const response = writeResponse(outcome);
  const isRight = expected.isSuccess
    ? expected.isSuccess(outcome)
    : response === stage.refusals.get(`${source} ${status}`);
  const said = `${response}${JSON.stringify(outcome.receipt)}`;
  const { signature } = request.body.signing ?? {};
  return faultsAmong({
    "an answer is another than the vendor expects, or than a plain stranger gets": !isRight,
    "a receipt holds more than ids and codes": !v.is(receiptSchema, outcome.receipt),
    "an answer or a receipt tells a secret": [...allSecrets, signature].some(
      (secret) => secret !== undefined && said.includes(secret),
    ),
  });
}

function faultsOfStored(stored: Stored, outcome: Outcome, expected: Expectation, request: Request): string[] {
  const { events, quarantined, keys } = stored;
  if (!expected.isSuccess)
    return faultsAmong({ "a delivery that is not authentic left something": countOf(stored) > 0 });
  const [message] = [...events, ...quarantined];
  const remembered = outcome.receipt?.repeatable ? [] : [message?.deduplicationId];
  return [
    ...faultsOfMessages(request, expected.source, stored),
    ...faultsAmong({
      "the table does not hold the key of what was sent, and no other": keys.join() !== remembered.join(),
    }),
  ];
}

/** A copy gets the first answer and adds nothing, unless it may be news. */
function faultsOfRepeat(first: Outcome, second: Outcome, stored: Stored, again: Stored): string[] {
  const copies = first.receipt?.repeatable ? 2 : 1;
  const isOnce =
    again.events.length === stored.events.length * copies &&
    again.quarantined.length === stored.quarantined.length &&
    again.keys.length === stored.keys.length;
  return faultsAmong({
    "the same delivery again got another answer": writeResponse(first) !== writeResponse(second),
    "the same delivery again left something more": !isOnce,
    "a notification that is not repeatable was taken for one": copies > 1 && !mayRepeat(first),
  });
}

/** An attacker's copy: the same signature, another unsigned member. */
function alteredCopyOf(request: Request, { source }: Expectation): Request | undefined {
  const { bytes, members = [], signing } = request.body;
  // There has to be room for it.
  if (source !== "pipwave" || !signing || members.length === 0 || bytes.length > 200_000) return undefined;
  const text = bytes.toString("latin1");
  const end = text.lastIndexOf("}");
  const altered = `${text.slice(0, end)},"added by an attacker":1${text.slice(end)}`;
  return { ...request, body: { ...request.body, bytes: Buffer.from(altered, "latin1") } };
}

/** The function acknowledges and keeps it, without an event. */
function faultsOfCopy(first: Outcome, copy: Outcome, before: Stored, after: Stored): string[] {
  return faultsAmong({
    "an altered copy got another answer": writeResponse(first) !== writeResponse(copy),
    "an altered copy became an event": after.events.length !== before.events.length,
    "an altered copy is not in the quarantine": after.quarantined.length !== before.quarantined.length + 1,
  });
}

function countOf({ events, quarantined, keys }: Stored): number {
  return events.length + quarantined.length + keys.length;
}

/** Yoti may repeat, and vendors unknown to this folder may. */
function mayRepeat({ source }: Outcome): boolean {
  return source === "yoti" || (source !== undefined && otherVendors.has(source));
}
