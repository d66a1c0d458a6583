import { createRandom, type Random } from "../kit/random.ts";
import { type Actors, type Notification, siblings } from "./actors.ts";
import type { Store } from "./simulated-process.ts";

/** What one call meets on its way to a store and back. */
export const callOutcomes = [
  /** It takes effect and is answered. */
  "answered",
  /** An error comes back, and nothing has happened. */
  "refused",
  /** It never gets there. */
  "lost",
  /** It takes effect, and the answer never comes. */
  "unanswered",
  /** It takes effect after its caller gave up. */
  "late",
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** A notification and its vendor's first sending. */
export interface PlannedNotification {
  readonly actors: Actors;
  readonly notification: Notification;
  /** After the beginning, or after `behind` was acknowledged. */
  readonly delayMs: number;
  /** The subject's notification acknowledged before this one happened. */
  readonly behind: Notification | undefined;
  /** Attempts that arrive together. */
  readonly copies: number;
}

export type Plan = ReturnType<typeof createPlan>;

const minuteMs = 60_000;

export function createPlan(random: Random) {
  /** From here on nothing goes wrong any more. */
  const healedAtMs = random.pick([1, 2, 8, 20]) * minuteMs;
  return {
    notifications: planNotifications(random),
    outages: planOutages(random, healedAtMs),
    /** The share of failed calls outside outages. */
    faultRate: random.pick([0, 0.05, 0.2, 0.5]),
    /** The share of processes that stop midway. */
    stopRate: random.pick([0, 0.2, 0.6]),
    /** The share of answers that miss the vendor. */
    lostResponseRate: random.pick([0, 0.3]),
    healedAtMs,
  };
}

/** At one source of a vendor, or the same notifications at both. */
function planNotifications(random: Random): PlannedNotification[] {
  const sources = random.shuffle(random.pick(siblings)).slice(0, random.pick([1, 1, 2]));
  const seed = random.between(0, 2 ** 31);
  return sources.flatMap((actors) => planSource(actors, choose(actors, createRandom(seed)), random));
}

/** About one or two subjects. */
function choose(actors: Actors, random: Random): Notification[] {
  const from = random.between(0, actors.subjects.length - 1);
  const about = actors.subjects.slice(from, from + random.pick([1, 1, 1, 2])).flat();
  return Array.from({ length: random.pick([1, 1, 2, 3, 3, 8]) }, () =>
    about.splice(random.between(0, about.length - 1), 1),
  ).flat();
}

/** At times with an oddity, a forgery, altered copies and forgeries from the queue: before, beside or behind their originals. */
function planSource(actors: Actors, chosen: readonly Notification[], random: Random): PlannedNotification[] {
  const plan = (notification: Notification, before?: Notification): PlannedNotification => ({
    actors,
    notification,
    behind: before && random.chance(0.6) ? before : undefined,
    delayMs: random.pick([1, 1000, 3 * minuteMs]),
    copies: random.pick([1, 1, 1, 2, 3]),
  });
  const lastBefore = (index: number) =>
    chosen.slice(0, index).findLast(({ subject }) => subject === chosen[index]?.subject);
  const others = [actors.oddity, actors.forgery].filter(() => random.chance(0.1));
  const attacks = chosen.flatMap((genuine) => {
    const [copy, forgery] = [actors.copies.get(genuine), actors.fromQueue.get(genuine)];
    return [
      ...(copy && random.chance(0.3) ? [plan(copy, genuine)] : []),
      ...(forgery && random.chance(0.1) ? [plan(forgery, genuine)] : []),
    ];
  });
  return [
    ...chosen.map((notification, index) => plan(notification, lastBefore(index))),
    ...others.map((notification) => plan(notification)),
    ...attacks,
  ];
}

/** None half of the time. Else one store or both, short or long. */
function planOutages(random: Random, healedAtMs: number) {
  const outageOf = (store: Store) => {
    const fromMs = random.pick([0, 0, random.between(0, healedAtMs)]);
    const lasts = random.pick([100, 2000, 4 * minuteMs, 20 * minuteMs]);
    const outcome = random.pick<CallOutcome>(["refused", "lost", "unanswered", "late"]);
    return { store, fromMs, toMs: Math.min(fromMs + lasts, healedAtMs), outcome };
  };
  return random.pick<Store[]>([[], [], [], ["queue"], ["table"], ["queue", "table"]]).map(outageOf);
}
