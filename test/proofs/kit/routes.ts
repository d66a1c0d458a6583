import * as v from "valibot";
import type { ConsumerProps } from "../../../infra/settings/intake-props.ts";

export type Routes = Pick<ConsumerProps, "sources" | "types" | "outcomes">;

const text = v.string();
const eventSchema = v.pipe(
  text,
  v.parseJson(),
  v.object({ id: text, source: text, type: text, subject: text, data: v.object({ outcome: text }) }),
);
type RoutedEvent = v.InferOutput<typeof eventSchema>;

/** Compares a consumer's queue with all events. It reads bodies, because filters read attributes. A queue may absorb repeats. */
export function findMisrouted(
  consumer: string,
  routes: Routes,
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

export function takesAll({ sources, types, outcomes }: Routes): boolean {
  return [sources, types, outcomes].every((list) => list === undefined);
}

/** Others report what is no event. */
function readEvents(bodies: readonly string[]): RoutedEvent[] {
  return bodies.flatMap((body) => {
    const { success, output } = v.safeParse(eventSchema, body);
    return success ? [output] : [];
  });
}

function takes({ sources, types, outcomes }: Routes, { source, type, data }: RoutedEvent): boolean {
  const isListed = (list: readonly string[] | undefined, value: string) => list?.includes(value) ?? true;
  return isListed(sources, source) && isListed(types, type) && isListed(outcomes, data.outcome);
}

function subjectOf({ source, subject }: RoutedEvent): string {
  return `${source} ${subject}`;
}

function without(events: readonly RoutedEvent[], others: readonly RoutedEvent[]): RoutedEvent[] {
  const ids = new Set(others.map(({ id }) => id));
  return events.filter(({ id }) => !ids.has(id));
}

function isPartInOrder(events: readonly RoutedEvent[], all: readonly RoutedEvent[]): boolean {
  // Each search begins behind the event that the one before found.
  const rest = all.values();
  return events.every(({ id }) => rest.some((event) => event.id === id));
}
