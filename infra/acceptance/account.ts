import { isDeepStrictEqual } from "node:util";
import { ensure } from "./failure.ts";
import type { Mailbox } from "./mailbox.ts";
import { type ReceivedEvent, takes } from "./received.ts";
import type { TargetConsumer } from "./target.ts";

export interface ConsumerMailbox extends TargetConsumer {
  readonly mailbox: Mailbox;
}

/** What the deliveries of one notification have to leave behind. */
export interface Expected {
  readonly correlationId: string;
  readonly events: number;
  /** Undefined if it does not matter. */
  readonly quarantined?: number;
}

/** Compares what arrived in each queue with what should have. */
export function compare(
  { correlationId, events, quarantined }: Expected,
  consumers: readonly ConsumerMailbox[],
  quarantine: Mailbox,
) {
  const arrived = consumers.map((consumer) => ({ consumer, own: eventsOf(consumer, correlationId) }));
  const all = new Map(arrived.flatMap(({ own }) => own.map((event) => [event.id, event])));
  const kept = quarantine.arrivalsOf(correlationId).length;
  return [
    ...count(`the delivery ${correlationId}`, "events", all.size, events),
    ...count(`the delivery ${correlationId}`, "messages in quarantine", kept, quarantined ?? kept),
    ...arrived.flatMap(({ consumer, own }) => compareConsumer(consumer, own, [...all.values()])),
  ];
}

export function eventsOf({ mailbox }: ConsumerMailbox, correlationId: string): ReceivedEvent[] {
  return mailbox.arrivalsOf(correlationId).map(({ event, attributes }) => {
    ensure(event !== undefined, `a message of the delivery ${correlationId} is no event of ours`);
    const { source, type, data } = event;
    const expected = { source, type, outcome: data.outcome, "content-type": "application/cloudevents+json" };
    const isNamed = isDeepStrictEqual({ ...attributes }, expected);
    ensure(isNamed, `the attributes of a message of ${source} are not what its event says`);
    return event;
  });
}

function compareConsumer(
  { id, filter }: TargetConsumer,
  own: readonly ReceivedEvent[],
  all: readonly ReceivedEvent[],
) {
  return all.flatMap((event) => {
    const times = own.filter((other) => other.id === event.id).length;
    const expected = filter ? Number(takes(filter, event)) : Math.min(times, 1);
    const what = `the consumer ${id}, of the event ${event.id.slice(0, 12)} of ${event.source}`;
    return count(what, "messages", times, expected);
  });
}

function count(whose: string, what: string, found: number, expected: number) {
  const sentence = `${found} ${what} instead of ${expected}: ${whose}`;
  return found === expected ? [] : [{ isExcess: found > expected, sentence }];
}
