import type { Arrival, Books, Entry } from "./account.ts";
import { isAcknowledgement, isRefusal, type Told } from "./journal.ts";
import { signingSources } from "./notifications.ts";

/** Sentences about what must not be; none if all is well. */
type Check = (books: Books) => string[];

const eachIsThereAsOftenAsItShould: Check = (books) =>
  books.told.flatMap((one) => {
    const { identity } = one;
    const { events, quarantined } = expectedOf(one);
    return [
      ...compare(identity, "on the queue", books.arrivalsOf(identity).length, events),
      ...compare(identity, "in quarantine", books.keptOf(identity).length, quarantined),
    ];
  });

interface Range {
  readonly least: number;
  readonly most: number;
}
const none: Range = { least: 0, most: 0 };

/** What was not acknowledged may be there all the same, once: the function was stopped before it could say so. */
function expectedOf({ notification, responses }: Told): {
  readonly events: Range;
  readonly quarantined: Range;
} {
  const acknowledged = responses.filter(isAcknowledgement).length;
  const once: Range = { least: Math.min(acknowledged, 1), most: 1 };
  switch (notification.kind) {
    case "understood":
      return { events: once, quarantined: none };
    case "repeatable":
      return { events: { least: acknowledged, most: responses.length }, quarantined: none };
    case "not_understood": {
      // Signed anew, it is another body each time.
      const isNew = signingSources.has(notification.source);
      return { events: none, quarantined: isNew ? { ...once, most: responses.length } : once };
    }
    case "altered":
      // `alteredCopiesMakeNoEvent` says when it may be the one, when the other.
      return { events: { least: 0, most: 1 }, quarantined: { least: 0, most: 1 } };
    case "forged":
      return { events: none, quarantined: none };
  }
}

function compare(identity: string, place: string, count: number, { least, most }: Range): string[] {
  if (count < least) return [`lost: ${identity} is ${place} ${count} times, acknowledged for ${least}`];
  if (count > most) return [`too many: ${identity} is ${place} ${count} times, not ${most}`];
  return [];
}

/** An altered copy is kept, and makes no event but where the table failed its delivery or the genuine one's. */
const alteredCopiesMakeNoEvent: Check = (books) =>
  books.subjects.flatMap((subject) => {
    const [genuine, copy] = subject;
    if (!genuine || copy?.notification.kind !== "altered") return [];
    const [made, kept] = [books.arrivalsOf(copy.identity), books.keptOf(copy.identity)];
    const isLost = copy.responses.some(isAcknowledgement) && made.length + kept.length === 0;
    const isKnown = books.arrivalsOf(genuine.identity).every(({ id }) => wasRecorded(id, books));
    const isEvent = isKnown && made.some(({ id }) => wasRecorded(id, books));
    return [
      ...(isLost ? [`lost: ${copy.identity} is neither an event nor in quarantine`] : []),
      ...(isEvent ? [`an event of an altered copy: ${copy.identity}`] : []),
    ];
  });

/** By the line of its delivery, which a process that was killed may have taken along. */
function wasRecorded(id: string, { logs }: Books): boolean {
  return logs.accepted.has(id) && !logs.tableFaults.has(id);
}

const nothingComesFromNowhere: Check = ({ told, arrivals, kept }) => {
  const sent = new Set(told.map(({ identity }) => identity));
  return [...arrivals, ...kept]
    .filter(({ identity }) => !sent.has(identity))
    .map(({ identity }) => `from nowhere: nobody sent ${identity}`);
};

const noIdComesTwice: Check = ({ arrivals, kept }) =>
  findRepeats([...arrivals, ...kept]).map(({ id, identity }) => `repeated: ${identity} under the id ${id}`);

/** Every arrival under an id that arrived before. */
export function findRepeats(arrivals: readonly Arrival[]): Arrival[] {
  const seen = new Set<string>();
  return arrivals.filter(({ id }) => seen.has(id) || !seen.add(id));
}

const onlyStrangersAreRefused: Check = ({ told }) =>
  told.flatMap(({ notification, identity, responses }) => {
    if (notification.kind === "forged")
      return responses.some(isAcknowledgement) ? [`acknowledged, though forged: ${identity}`] : [];
    return responses.some(isRefusal) ? [`refused, though authentic: ${identity}`] : [];
  });

const everyVendorIsAnswered: Check = ({ told }) =>
  told.flatMap(({ identity, responses, settled }) => [
    ...(settled ? [] : [`never settled: the vendor still wants to send ${identity}`]),
    ...(responses.includes("none") ? [`no answer within ten seconds: ${identity}`] : []),
  ]);

/**
 * Of a subject, what was sent on before its delivery was answered, in the order of the acknowledgements. What was deferred may
 * be overtaken, and nobody can say which delivery sent what came again later.
 */
function sentInOrder(subject: readonly Entry[], { arrivalsOf, logs }: Books): Arrival[] {
  const wasSentAtOnce = ({ id }: Arrival) => logs.accepted.has(id) && !logs.deferred.has(id);
  return subject
    .filter(({ responses, notification }) => responses.some(isAcknowledgement) && !notification.again)
    .map(({ identity }) => arrivalsOf(identity))
    .flatMap((found) => (found.length === 1 ? found.filter(wasSentAtOnce) : []));
}

const subjectsKeepTheirOrder: Check = (books) =>
  books.subjects.flatMap((subject) => {
    const sent = sentInOrder(subject, books);
    return sent
      .filter(({ position }, at) => position < (sent[at - 1]?.position ?? 0))
      .map(({ identity }) => `out of order: ${identity} came before what was acknowledged earlier`);
  });

/** Subjects with two events or more whose order could be told. */
export function countOrdered(books: Books): number {
  return books.subjects.filter((subject) => sentInOrder(subject, books).length > 1).length;
}

const nothingIsLeftOver: Check = ({ outboxLeft, deadLetters, unreadable }) => [
  ...outboxLeft.map((key) => `still deferred: ${key}`),
  ...deadLetters.map((body) => `a dead letter, though nobody failed on it: ${body}`),
  ...unreadable,
];

/** The one before it is what the vendor holds. */
const noUnusableSecretCostsADelivery: Check = ({ logs: { unusableSecrets } }) =>
  unusableSecrets.failures > 0
    ? [`failed for an unusable secret: ${unusableSecrets.failures} deliveries`]
    : [];

const checks: readonly Check[] = [
  eachIsThereAsOftenAsItShould,
  nothingComesFromNowhere,
  noIdComesTwice,
  onlyStrangersAreRefused,
  everyVendorIsAnswered,
  subjectsKeepTheirOrder,
  nothingIsLeftOver,
  noUnusableSecretCostsADelivery,
  alteredCopiesMakeNoEvent,
];

export function findViolations(books: Books): string[] {
  return checks.flatMap((check) => check(books));
}
