import type { Account, Sent } from "../kit/account.ts";
import { isAcknowledgement, isRefusal, type Response } from "../kit/response.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import { countOrdered, findRepeats } from "../kit/violations.ts";
import type { ChaosResult } from "./run-chaos.ts";

export function describeResult({ account, damage, logs, seconds }: ChaosResult): string {
  const faults = [...damage.steps.values()].reduce((sum, count) => sum + count, 0);
  const taken = Object.entries(account.consumers).map(([id, own]) => `${id} ${writeNumber(own.length)}`);
  return `${describeRows(account)}
failed: deliveries answered with 5xx, or cut off. lapsed: notifications that were never acknowledged, because their
vendor does not try again. deferred: waited in the outbox while the queue was out.

${seconds} s, ${faults} faults (${damage.steps.size} different ones), ${damage.killed} processes killed, \
${logs.relayed} messages relayed by runs that lived to say so.
Order checked of ${countOrdered(account)} subjects with several events. Events by consumer: ${taken.join(", ")}. ${logs.unusableSecrets.warnings} warnings of unusable secrets.
`;
}

function describeRows(account: Account): string {
  const names = [...new Set(account.sent.map(({ source }) => source))].toSorted();
  const rows = [...names, "all"].map((name) => ({ "": name, ...countsOf(account, name) }));
  return writeTable(
    Object.keys(rows[0] ?? {}),
    rows.map((row) => Object.values(row)),
  );
}

function countsOf(account: Account, name: string): Readonly<Record<string, number>> {
  const isOwn = ({ source }: { readonly source: string }) => name === source || name === "all";
  const sent = account.sent.filter(isOwn);
  const arrivals = account.arrivals.filter(isOwn);
  const countKind = (kind: Sent["kind"]) => sent.filter((entry) => entry.kind === kind).length;
  const responses = sent.flatMap((entry) => entry.responses);
  const count = (test: (response: Response) => boolean) => responses.filter(test).length;
  return {
    notifications: sent.length,
    forged: countKind("forged"),
    altered: countKind("altered"),
    deliveries: responses.length,
    acknowledged: count(isAcknowledgement),
    refused: count(isRefusal),
    failed: count((response) => !isAcknowledgement(response) && !isRefusal(response)),
    lapsed: sent.filter(isLapsed).length,
    events: arrivals.length,
    // Under an id that arrived before.
    repeats: findRepeats(arrivals).length,
    deferred: [...account.logs.deferred.values()].filter((source) => isOwn({ source })).length,
    quarantined: account.kept.filter(isOwn).length,
  };
}

/** Authentic, but its vendor gave up. */
function isLapsed({ kind, responses }: Sent): boolean {
  return kind !== "forged" && kind !== "altered" && !responses.some(isAcknowledgement);
}
