import { legible, nameIn, nameOf } from "../kit/marks.ts";
import { findMisrouted } from "../kit/routes.ts";
import type { Notification } from "./actors.ts";
import type { Attempt, History } from "./simulate.ts";
import type { SimulatedQueue, TakenMessage } from "./simulated-queue.ts";

/** Why consumers may get a message twice. */
type RepeatCause =
  /** The process stopped between queue and table. */
  | "stopped before the record"
  /** The table failed the check or the record. */
  | "table did not answer"
  /** The queue took the message, but its answer was lost. */
  | "queue's answer was lost";

interface Arrival extends TakenMessage {
  /** Undefined if nobody sent it. */
  readonly notification: Notification | undefined;
}

type Account = ReturnType<typeof openAccount>;
type Check = (account: Account) => string[];

const respondWithinMs = 5000;

/** No violations if all is well. */
export function checkAll(history: History) {
  const account = openAccount(history);
  const repeats = findRepeats(account);
  const needless = repeats.filter(({ cause }) => cause === undefined);
  return {
    violations: [
      ...Object.values(checks).flatMap((check) => check(account)),
      ...needless.map(({ id }) => `${id} was repeated without need`),
    ],
    repeats: repeats.flatMap(({ cause }) => cause ?? []),
  };
}

function openAccount(history: History) {
  const sent = new Map(history.attempts.map(({ notification }) => [nameOf(notification), notification]));
  const read = (queue: SimulatedQueue): Arrival[] =>
    queue.taken.map((taken) => ({ ...taken, notification: sent.get(nameIn(taken.message.body)) }));
  const [events, quarantined] = [read(history.queues.events), read(history.queues.quarantine)];
  return { ...history, events, quarantined, taken: [...events, ...quarantined] };
}

const checks: Readonly<Record<string, Check>> = {
  /** These hold for each attempt alone. */
  eachAttemptIsAnswered: (account) =>
    account.attempts.flatMap((attempt) => {
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
      if (isAcknowledged(attempt) && !hasArrived(attempt, account) && !wasAbsorbed(attempt, account))
        violations.push(`${id} (${mark}) was acknowledged as ${receipt.outcome} and is lost`);
      return violations;
    }),

  /** A vendor that never gives up succeeds in the end. */
  endlessVendorsSucceed: ({ plan, attempts }) =>
    plan.notifications
      .filter(
        ({ actors, notification: { isForged, copyOf } }) => actors.retry.endless && !isForged && !copyOf,
      )
      .map(({ notification }) => attempts.filter((attempt) => attempt.notification === notification))
      .filter((own) => own.length > 0 && !own.some(isAcknowledged))
      .map(([attempt]) => `${attempt?.notification.mark} was never acknowledged`),

  /** Every message has an authentic notification, and each notification one id. */
  eachMessageHasItsId: ({ taken }) => {
    const ids = new Map<string, string>();
    return taken.flatMap(({ message, notification }) => {
      if (!notification || notification.isForged) return [`${message.deduplicationId} comes from no vendor`];
      const { isRepeatable, signature } = notification;
      // Altered copies of partly signed bodies have their own ids. `oneEventASignature` tells them apart.
      const kind = signature === undefined ? "" : message.attributes.type;
      const name = `${nameOf(notification)} ${kind} ${isRepeatable ? deliveryOf(message) : ""}`;
      const known = ids.get(name) ?? message.deduplicationId;
      ids.set(name, known);
      return known === message.deduplicationId ? [] : [`${name} has two ids`];
    });
  },

  /** Unless the second delivery could not know the first. Quarantine keeps other altered copies. */
  oneEventASignature: ({ events, table }) => {
    const signed = events.filter(({ notification }) => notification?.signature);
    return [...Map.groupBy(signed, ({ notification }) => notification?.signature).values()].flatMap(
      ([first, ...others]) =>
        others
          .filter((later) => first && later.notification !== first.notification)
          .filter((later) => first && couldHaveKnown(later, first, table))
          .map(({ notification }) => `${notification?.mark} is a second event of its signature`),
    );
  },

  /** No message holds a signature, a key or a token. */
  noCredentialIsSent: ({ taken, plan }) => {
    const credentials = plan.notifications.flatMap(({ actors, notification }) =>
      [...actors.credentials, notification.signature ?? ""].filter((credential) => credential !== ""),
    );
    return taken
      .filter(({ message }) => credentials.some((credential) => legible(message.body).includes(credential)))
      .map(({ message }) => `${message.deduplicationId} holds a credential`);
  },

  /** A notification acknowledged before another's sending comes first. Others may overtake a deferred one. Two relayed ones keep their order. */
  subjectsKeepTheirOrder: ({ plan, events, quarantined, table }) =>
    plan.notifications.flatMap(({ notification, behind }) => {
      if (!behind) return [];
      const firstOf = (wanted: Notification) => events.findIndex((event) => event.notification === wanted);
      const second = firstOf(notification);
      // An altered copy may have taken its id and place.
      const id = events[firstOf(behind)]?.message.deduplicationId;
      const first = events.findIndex(({ message }) => message.deduplicationId === id);
      if (second < 0 || (first >= 0 && first < second)) return [];
      // An altered copy came first. So this one is in quarantine, absorbed, or an event later.
      const isAside = quarantined.some((message) => message.notification === behind) || firstOf(behind) < 0;
      if (behind.signature !== undefined && isAside) return [];
      // Each delivery of a repeatable one has a message, perhaps deferred.
      const wasDeferred = events.some(
        (event) =>
          (event.notification === behind || event.notification === notification) &&
          table.deferChecks.has(event.message.deduplicationId),
      );
      const areRelayed = [events[first], events[second]].every(isRelayed);
      return wasDeferred && !areRelayed ? [] : [`${notification.mark} overtook ${behind.mark}`];
    }),

  /** One group for each subject, shared by none. */
  oneGroupASubject: ({ events }) =>
    events
      .filter((event) =>
        events.some(
          (other) =>
            (other.notification?.subject === event.notification?.subject) !==
            (other.message.groupId === event.message.groupId),
        ),
      )
      .map(({ notification }) => `${notification?.mark} is in another group than its subject`),

  nothingStaysDeferred: ({ table }) => table.outboxKeys().map((key) => `${key} is deferred for ever`),

  /** With the other checks of what the topic accepted, they hold for each consumer. */
  eachConsumerHasItsEvents: ({ consumers, queues }) =>
    consumers.flatMap(({ id, routes, queue }) =>
      findMisrouted(id, routes, bodiesOf(queues.events), bodiesOf(queue)),
    ),
};

function isAcknowledged({ response }: Attempt): boolean {
  return response?.status === 200;
}

/** A repeatable notification counts by delivery, others by content. */
function hasArrived({ notification, id }: Attempt, { taken }: Account): boolean {
  const own = taken.filter((arrival) => arrival.notification === notification);
  return own.some(({ message }) => !notification.isRepeatable || deliveryOf(message) === id);
}

function deliveryOf({ body }: TakenMessage["message"]): string | undefined {
  return /"correlationid":"([\w-]+)"/.exec(body)?.[1];
}

/** All later deliveries checked after the earlier record. */
function couldHaveKnown(later: Arrival, { message }: Arrival, table: History["table"]): boolean {
  const sent = later.sendings.filter(({ process }) => process.kind === "delivery").map(({ check }) => check);
  const checks = [...sent, ...(table.deferChecks.get(later.message.deduplicationId) ?? [])];
  return checks.every(
    (check) => typeof check === "number" && table.wasSeenBefore(message.deduplicationId, check),
  );
}

/** The queue takes one of two bodies with one signature and id. Neither delivery could know the other: both came at once, the table failed, or a process stopped before its record. */
function wasAbsorbed({ notification, process, response }: Attempt, { attempts, taken }: Account): boolean {
  if (notification.signature === undefined) return false;
  const others = taken.filter(({ message }) => message.deduplicationId === response?.receipt.event);
  const isTold = others.some((other) => other.notification !== notification);
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

function isRelayed(event: Arrival | undefined): boolean {
  return event?.sendings.at(-1)?.process.kind === "relay";
}

function bodiesOf({ taken }: SimulatedQueue): string[] {
  return taken.map(({ message }) => message.body);
}

/** Messages whose id came before. Without a cause it is a violation. */
function findRepeats({ taken, table }: Account) {
  const seen = new Set<string>();
  return taken
    .filter(({ message: { deduplicationId: id } }) => seen.has(id) || !seen.add(id))
    .map((arrival) => ({ id: arrival.message.deduplicationId, cause: explain(arrival, table) }));
}

/** A repeated sending needs a sender that could not know the earlier ones. */
function explain({ message, sendings }: Arrival, table: History["table"]): RepeatCause | undefined {
  const id = message.deduplicationId;
  const last = sendings.at(-1);
  const earlier = sendings.slice(0, -1);
  if (last?.check === "failed") return "table did not answer";
  if (!last || last.check === "none" || table.wasRecordedBefore(id, last.check)) return undefined;
  if (earlier.some(({ process }) => !process.isAlive)) return "stopped before the record";
  if (earlier.some(({ isAnswered }) => !isAnswered)) return "queue's answer was lost";
  const isForgotten = earlier.some(({ process }) => process.failedRecords.has(id));
  return isForgotten ? "table did not answer" : undefined;
}
