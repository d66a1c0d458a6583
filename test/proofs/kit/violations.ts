import { findVendor } from "../../../infra/simulators/simulators.ts";
import type { Account, Arrival, Sent } from "./account.ts";
import { stageConsumers, stageSources } from "./played-stage.ts";
import { isAcknowledgement, isRefusal } from "./response.ts";
import { findMisrouted } from "./routes.ts";

/** One sentence for each violation. */
type Check = (account: Account) => string[];

/** Vendors of these sources sign part of a body, anew in every attempt. */
const signingSources: ReadonlySet<string> = new Set(
  stageSources.filter(({ vendor }) => findVendor(vendor).signedFields.length > 0).map(({ id }) => id),
);

export function findViolations(account: Account): string[] {
  return Object.values(checks).flatMap((check) => check(account));
}

const checks: Readonly<Record<string, Check>> = {
  eachIsThereAsOftenAsItShould: ({ subjects, arrivalsOf, keptOf }) =>
    subjects.flatMap((notifications) => {
      const isContested = notifications.some(({ kind }) => kind === "altered");
      return notifications.flatMap((notification) => {
        const { name } = notification;
        const { events, quarantined } = expectedOf(notification, isContested);
        return [
          ...compare(name, "on the queue", arrivalsOf(name).length, events),
          ...compare(name, "in quarantine", keptOf(name).length, quarantined),
        ];
      });
    }),

  nothingComesFromNowhere: ({ sent, arrivals, kept }) => {
    const known = new Set(sent.map(({ name }) => name));
    return [...arrivals, ...kept]
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => `from nowhere: nobody sent ${name}`);
  },

  noIdComesTwice: ({ arrivals, kept }) =>
    findRepeats([...arrivals, ...kept]).map(({ id, name }) => `repeated: ${name} under the id ${id}`),

  onlyForgersAreRefused: ({ sent }) =>
    sent.flatMap(({ kind, name, responses }) => {
      if (kind === "forged")
        return responses.some(isAcknowledgement) ? [`acknowledged, though forged: ${name}`] : [];
      return responses.some(isRefusal) ? [`refused, though authentic: ${name}`] : [];
    }),

  everyVendorIsAnswered: ({ sent }) =>
    sent.flatMap(({ name, responses, isDone }) => [
      ...(isDone ? [] : [`not done: the vendor still wants to send ${name}`]),
      ...(responses.includes("none") ? [`no answer within thirty seconds: ${name}`] : []),
    ]),

  subjectsKeepTheirOrder: (account) =>
    account.subjects.flatMap((subject) => {
      const inOrder = sentInOrder(subject, account);
      return inOrder
        .filter(({ position }, index) => position < (inOrder[index - 1]?.position ?? 0))
        .map(({ name }) => `out of order: ${name} came before what was acknowledged earlier`);
    }),

  eachConsumerHasItsEvents: ({ consumers, events }) =>
    Object.entries(consumers).flatMap(([id, own]) =>
      findMisrouted(id, stageConsumers[id] ?? {}, events, own),
    ),

  nothingIsLeftOver: ({ outboxLeft, deadLetters, unreadable }) => [
    ...outboxLeft.map((key) => `still deferred: ${key}`),
    ...deadLetters.map((body) => `a dead letter, though no consumer failed: ${body}`),
    ...unreadable,
  ],

  /** The vendor still holds the secret before it. */
  noUnusableSecretCostsADelivery: ({ logs: { unusableSecrets } }) =>
    unusableSecrets.failures > 0
      ? [`failed for an unusable secret: ${unusableSecrets.failures} deliveries`]
      : [],

  /** It makes an event only if the table failed its delivery or the genuine one's. */
  alteredCopiesMakeNoEvent: (account) =>
    account.subjects.flatMap(([genuine, copy]) => {
      if (!genuine || copy?.kind !== "altered") return [];
      const [made, kept] = [account.arrivalsOf(copy.name), account.keptOf(copy.name)];
      const isLost = copy.responses.some(isAcknowledgement) && made.length + kept.length === 0;
      const isKnown = account.arrivalsOf(genuine.name).every(({ id }) => wasRecorded(id, account));
      const isEvent = isKnown && made.some(({ id }) => wasRecorded(id, account));
      return [
        ...(isLost ? [`lost: ${copy.name} is neither an event nor in quarantine`] : []),
        ...(isEvent ? [`an event of an altered copy: ${copy.name}`] : []),
      ];
    }),
};

interface Range {
  readonly least: number;
  readonly most: number;
}
const none: Range = { least: 0, most: 0 };
const perhapsOnce: Range = { least: 0, most: 1 };

/** An unacknowledged one may exist once: the function stopped before its answer. */
function expectedOf(
  { source, kind, responses }: Sent,
  isContested: boolean,
): { readonly events: Range; readonly quarantined: Range } {
  const acknowledged = responses.filter(isAcknowledgement).length;
  const once: Range = { least: Math.min(acknowledged, 1), most: 1 };
  switch (kind) {
    case "understood":
      // Recorded after an altered copy, it is kept for an operator beside its event.
      return { events: once, quarantined: isContested ? perhapsOnce : none };
    case "repeatable":
      return { events: { least: acknowledged, most: responses.length }, quarantined: none };
    case "not_understood": {
      // Signed anew, it is another body each time.
      const isNew = signingSources.has(source);
      return { events: none, quarantined: isNew ? { ...once, most: responses.length } : once };
    }
    case "altered":
      // `alteredCopiesMakeNoEvent` says when it may be which.
      return { events: perhapsOnce, quarantined: perhapsOnce };
    case "forged":
      return { events: none, quarantined: none };
  }
}

function compare(name: string, place: string, count: number, { least, most }: Range): string[] {
  if (count < least) return [`lost: ${name} is ${place} ${count} times, acknowledged for ${least}`];
  if (count > most) return [`too many: ${name} is ${place} ${count} times, not ${most}`];
  return [];
}

/** A killed process may take this log line along. */
function wasRecorded(id: string, { logs }: Account): boolean {
  return logs.accepted.has(id) && !logs.tableFaults.has(id);
}

export function findRepeats(arrivals: readonly Arrival[]): Arrival[] {
  const seen = new Set<string>();
  return arrivals.filter(({ id }) => seen.has(id) || !seen.add(id));
}

/** Events sent before their answer, in the order of acknowledgements. Others may overtake a deferred one. For a repeated one no log names the delivery. */
function sentInOrder(subject: readonly Sent[], { arrivalsOf, logs }: Account): Arrival[] {
  const wasSentAtOnce = ({ id }: Arrival) => logs.accepted.has(id) && !logs.deferred.has(id);
  return subject
    .filter(({ responses, again }) => responses.some(isAcknowledgement) && !again)
    .map(({ name }) => arrivalsOf(name))
    .flatMap((found) => (found.length === 1 ? found.filter(wasSentAtOnce) : []));
}

/** Subjects with at least two events in a known order. */
export function countOrdered(account: Account): number {
  return account.subjects.filter((subject) => sentInOrder(subject, account).length > 1).length;
}
