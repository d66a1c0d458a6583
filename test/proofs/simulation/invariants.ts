import { legible, markOf, type Notification } from "./actors.ts";
import type { Attempt, History } from "./simulate.ts";
import type { Sending } from "./simulated-process.ts";
import type { TakenMessage } from "./simulated-queue.ts";

/** Why consumers may get a message twice. */
const repeatCauses = [
  /** The process stopped between queue and table. */
  "stopped before the record",
  /** The table failed the check or the record. */
  "table did not answer",
  /** The queue took the message, but its answer was lost. */
  "queue's answer was lost",
] as const;
export type RepeatCause = (typeof repeatCauses)[number];

export interface Verdict {
  /** Sentences; none if all is well. */
  readonly violations: readonly string[];
  readonly repeats: readonly RepeatCause[];
}

const respondWithinMs = 5000;

export function checkAll(history: History): Verdict {
  const taken = [...history.queues.events.taken, ...history.queues.quarantine.taken];
  const repeats = checkRepeats(taken, history);
  return {
    violations: [
      ...history.attempts.flatMap((attempt) => checkAttempt(attempt, history, taken)),
      ...checkVendors(history),
      ...checkMessages(taken, history),
      ...checkSignatures(history),
      ...checkCredentials(taken, history),
      ...checkOrder(history),
      ...checkGroups(history.queues.events.taken, history),
      ...history.table.outboxKeys().map((key) => `${key} is deferred for ever`),
      ...repeats.filter((repeat) => !isCause(repeat)),
    ],
    repeats: repeats.filter(isCause),
  };
}

function isCause(text: string): text is RepeatCause {
  return (repeatCauses as readonly string[]).includes(text);
}

function isAcknowledged({ response }: Attempt): boolean {
  return response?.status === 200;
}

/** These hold for each attempt alone. */
function checkAttempt(attempt: Attempt, history: History, taken: readonly TakenMessage[]): string[] {
  const { notification, id, process, response, startedAtMs } = attempt;
  if (!response) return process.isAlive ? [`${id} was never answered`] : [];
  const { status, receipt, atMs } = response;
  const violations: string[] = [];
  const { mark, isForged } = notification;
  if (atMs - startedAtMs > respondWithinMs)
    violations.push(`${id} was answered after ${atMs - startedAtMs} ms`);
  if (isForged !== (status === 401 || status === 403))
    violations.push(`${id} (${mark}) was answered with ${status}`);
  // Either store is enough.
  if (status === 503 && process.faults.size < 2) violations.push(`${id} got 503 although a store worked`);
  if (
    isAcknowledged(attempt) &&
    !taken.some(({ message }) => isOf(message, attempt)) &&
    !wasAbsorbed(attempt, history, taken)
  )
    violations.push(`${id} (${mark}) was acknowledged as ${receipt.outcome} and is lost`);
  return violations;
}

/** A repeatable notification counts by delivery, others by content. */
function isOf({ body }: TakenMessage["message"], { notification, id }: Attempt): boolean {
  if (markOf(body) !== notification.mark) return false;
  return !notification.isRepeatable || body.includes(`"correlationid":"${id}"`);
}

/** A vendor that never gives up succeeds in the end. */
function checkVendors({ plan, attempts }: History): string[] {
  return plan.notifications
    .filter(({ actors, notification: { isForged, copyOf } }) => actors.retry.endless && !isForged && !copyOf)
    .map(({ notification }) => attempts.filter((attempt) => attempt.notification === notification))
    .filter((own) => own.length > 0 && !own.some(isAcknowledged))
    .map(([attempt]) => `${attempt?.notification.mark} was never acknowledged`);
}

/** Every message has an authentic notification, and each notification one id. */
function checkMessages(taken: readonly TakenMessage[], { attempts }: History): string[] {
  const byMark = new Map(attempts.map(({ notification }) => [notification.mark, notification]));
  const ids = new Map<string, string>();
  return taken.flatMap(({ message }) => {
    const notification = byMark.get(markOf(message.body) ?? "");
    if (!notification || notification.isForged) return [`${message.deduplicationId} comes from no vendor`];
    const { mark, isRepeatable, signature } = notification;
    // Altered copies of partly signed bodies have their own ids. `checkSignatures` tells them apart.
    const kind = signature === undefined ? "" : message.attributes.type;
    const delivery = isRepeatable ? /"correlationid":"([\w-]+)"/.exec(message.body)?.[1] : "";
    const name = `${mark} ${kind} ${delivery}`;
    const known = ids.get(name) ?? message.deduplicationId;
    ids.set(name, known);
    return known === message.deduplicationId ? [] : [`${name} has two ids`];
  });
}

/** One signature makes one event, unless the second delivery could not know the first. Quarantine keeps other altered copies. */
function checkSignatures(history: History): string[] {
  const events = new Map<string, TakenMessage[]>();
  const signatures = new Map(
    history.plan.notifications.map(({ notification: { mark, signature } }) => [mark, signature]),
  );
  for (const taken of history.queues.events.taken) {
    const signature = signatures.get(markOf(taken.message.body) ?? "");
    if (signature) events.set(signature, [...(events.get(signature) ?? []), taken]);
  }
  return [...events.values()].flatMap(([first, ...others]) =>
    others
      .filter((later) => first && markOf(later.message.body) !== markOf(first.message.body))
      .filter((later) => first && couldHaveKnown(later, first, history))
      .map(({ message }) => `${markOf(message.body)} is a second event of its signature`),
  );
}

/** All later deliveries checked after the earlier record. */
function couldHaveKnown(later: TakenMessage, { message }: TakenMessage, { table }: History): boolean {
  const sent = later.sendings.filter(({ process }) => process.kind === "delivery").map(({ check }) => check);
  const checks = [...sent, ...(table.deferChecks.get(later.message.deduplicationId) ?? [])];
  return checks.every(
    (check) => typeof check === "number" && table.wasSeenBefore(message.deduplicationId, check),
  );
}

/** The queue takes one of two bodies with one signature and id. Neither delivery could know the other: both came at once, the table failed, or a process stopped before its record. */
function wasAbsorbed(
  { notification, process, response }: Attempt,
  { attempts }: History,
  taken: readonly TakenMessage[],
): boolean {
  if (notification.signature === undefined) return false;
  const { receipt } = response ?? {};
  const others = taken.filter(({ message }) => message.deduplicationId === receipt?.event);
  const isTold = others.some(({ message }) => markOf(message.body) !== notification.mark);
  const sendings = others.flatMap((other) => other.sendings);
  const forgotten =
    sendings.some(({ isAnswered }) => !isAnswered) ||
    [process, ...sendings.map((sending) => sending.process)].some(
      ({ isAlive, failedRecords, checkOfSigned }) =>
        !isAlive || failedRecords.size > 0 || checkOfSigned === "failed",
    );
  const isExcused = attempts
    .filter((attempt) => attempt.notification.signature === notification.signature)
    .some(
      ({ response: given, process: own }) =>
        !own.isAlive || given?.receipt.altered || given?.receipt.tableFault,
    );
  return isTold && (forgotten || isExcused);
}

/** No message holds a signature, a key or a token. */
function checkCredentials(taken: readonly TakenMessage[], { plan }: History): string[] {
  const credentials = plan.notifications.flatMap(({ actors, notification }) =>
    [...actors.credentials, notification.signature ?? ""].filter((credential) => credential !== ""),
  );
  return taken
    .filter(({ message }) => credentials.some((credential) => legible(message.body).includes(credential)))
    .map(({ message }) => `${message.deduplicationId} holds a credential`);
}

/** A notification acknowledged before another's sending comes first. Others may overtake a deferred one. Two relayed ones keep their order. */
function checkOrder({ plan, queues, table }: History): string[] {
  const { taken } = queues.events;
  return plan.notifications.flatMap(({ notification, behind }) => {
    if (!behind) return [];
    const second = indexOf(notification, taken);
    // An altered copy may have taken its id and place.
    const id = taken[indexOf(behind, taken)]?.message.deduplicationId;
    const first = taken.findIndex(({ message }) => message.deduplicationId === id);
    if (second < 0 || (first >= 0 && first < second)) return [];
    // An altered copy came first. So this one is in quarantine, absorbed, or an event later.
    const isAside = indexOf(behind, queues.quarantine.taken) >= 0 || indexOf(behind, taken) < 0;
    if (behind.signature !== undefined && isAside) return [];
    // Each delivery of a repeatable one has a message, perhaps deferred.
    const wasDeferred = taken.some(
      ({ message }) =>
        [behind.mark, notification.mark].includes(markOf(message.body) ?? "") &&
        table.deferChecks.has(message.deduplicationId),
    );
    const areRelayed = [taken[first], taken[second]].every(isRelayed);
    return wasDeferred && !areRelayed ? [] : [`${notification.mark} overtook ${behind.mark}`];
  });
}

function indexOf({ mark }: Notification, taken: readonly TakenMessage[]): number {
  return taken.findIndex(({ message }) => markOf(message.body) === mark);
}

function isRelayed(taken: TakenMessage | undefined): boolean {
  return taken?.sendings.at(-1)?.process.kind === "relay";
}

/** One group for each subject, shared by none. */
function checkGroups(taken: readonly TakenMessage[], { plan }: History): string[] {
  const subjects = new Map<string, string>();
  const groups = new Map<string, string>();
  return taken.flatMap(({ message }) => {
    const planned = plan.notifications.find(({ notification }) => notification.mark === markOf(message.body));
    if (!planned) return [];
    const { subject } = planned.notification;
    const isOwn = (subjects.get(message.groupId) ?? subject) === subject;
    const isOnly = (groups.get(subject) ?? message.groupId) === message.groupId;
    subjects.set(message.groupId, subject);
    groups.set(subject, message.groupId);
    return isOwn && isOnly ? [] : [`${planned.notification.mark} is in another group than its subject`];
  });
}

function checkRepeats(taken: readonly TakenMessage[], history: History): (RepeatCause | string)[] {
  const seen = new Set<string>();
  return taken.flatMap(({ message, sendings }) => {
    const { deduplicationId } = message;
    const isRepeat = seen.has(deduplicationId);
    seen.add(deduplicationId);
    if (!isRepeat) return [];
    return [explain(deduplicationId, sendings, history) ?? `${deduplicationId} was repeated without need`];
  });
}

/** A repeated sending needs a sender that could not know the earlier ones. */
function explain(id: string, sendings: readonly Sending[], { table }: History): RepeatCause | undefined {
  const last = sendings.at(-1);
  const earlier = sendings.slice(0, -1);
  if (last?.check === "failed") return "table did not answer";
  if (last === undefined || last.check === "none" || table.wasRecordedBefore(id, last.check))
    return undefined;
  if (earlier.some(({ isAnswered }) => !isAnswered)) {
    const stopped = earlier.find(({ process }) => !process.isAlive);
    return stopped ? "stopped before the record" : "queue's answer was lost";
  }
  if (earlier.some(({ process }) => !process.isAlive)) return "stopped before the record";
  const isForgotten = earlier.some(({ process }) => process.failedRecords.has(id));
  return isForgotten ? "table did not answer" : undefined;
}
