import { readEvent, type ReceivedEvent, takes } from "../../../infra/acceptance/received.ts";
import type { EventFilter } from "../../../infra/acceptance/target.ts";

/** Compares a consumer's queue with all events. It reads bodies, because filters read attributes. A queue may absorb repeats. */
export function findMisrouted(
  consumer: string,
  routes: EventFilter,
  all: readonly string[],
  queue: readonly string[],
): string[] {
  const expected = readEvents(all).filter((event) => takes(routes, event));
  const arrived = readEvents(queue);
  const subjects = Map.groupBy(expected, subjectOf);
  return [
    ...without(arrived, expected).map(({ id }) => `misrouted: ${consumer} got ${id}`),
    ...without(expected, arrived).map(({ id }) => `lost: ${consumer} did not get ${id}`),
    ...[...Map.groupBy(arrived, subjectOf)]
      .filter(([subject, own]) => !isPartInOrder(own, subjects.get(subject) ?? []))
      .map(([subject]) => `doubled or out of order: ${consumer} got other events of ${subject}`),
  ];
}

/** Others report what is no event. */
function readEvents(bodies: readonly string[]): ReceivedEvent[] {
  return bodies.flatMap((body) => readEvent(body) ?? []);
}

function subjectOf({ source, subject }: ReceivedEvent): string {
  return `${source} ${subject}`;
}

function without(events: readonly ReceivedEvent[], others: readonly ReceivedEvent[]): ReceivedEvent[] {
  const ids = new Set(others.map(({ id }) => id));
  return events.filter(({ id }) => !ids.has(id));
}

function isPartInOrder(events: readonly ReceivedEvent[], all: readonly ReceivedEvent[]): boolean {
  // Each search begins behind the event that the one before found.
  const rest = all.values();
  return events.every(({ id }) => rest.some((event) => event.id === id));
}
