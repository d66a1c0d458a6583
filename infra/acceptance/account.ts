import { isDeepStrictEqual } from "node:util";
import { Failure } from "./failure.ts";
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

export interface Discrepancies {
  readonly missing: readonly string[];
  readonly excess: readonly string[];
}

/** Compares what arrived in each queue with what should have. */
export function compare(
  { correlationId, events, quarantined }: Expected,
  consumers: readonly ConsumerMailbox[],
  quarantine: Mailbox,
): Discrepancies {
  const arrived = consumers.map((consumer) => ({ consumer, own: eventsOf(consumer, correlationId) }));
  const all = new Map(arrived.flatMap(({ own }) => own.map((event) => [event.id, event])));
  const kept = quarantine.arrivalsOf(correlationId).length;
  const found = [
    count(`the delivery ${correlationId}`, "events", all.size, events),
    count(`the delivery ${correlationId}`, "messages in quarantine", kept, quarantined ?? kept),
    ...arrived.flatMap(({ consumer, own }) => compareConsumer(consumer, own, [...all.values()])),
  ];
  return {
    missing: found.flatMap(({ missing }) => missing),
    excess: found.flatMap(({ excess }) => excess),
  };
}

export function eventsOf({ mailbox }: ConsumerMailbox, correlationId: string): ReceivedEvent[] {
  return mailbox.arrivalsOf(correlationId).map((arrival) => {
    const { event } = arrival;
    if (!event) throw new Failure(`a message of the delivery ${correlationId} is no event of ours`);
    const { source, type, data } = event;
    const expected = { source, type, outcome: data.outcome, "content-type": "application/cloudevents+json" };
    if (!isDeepStrictEqual({ ...arrival.attributes }, expected))
      throw new Failure(`the attributes of a message of ${source} are not what its event says`);
    return event;
  });
}

function compareConsumer(
  { id, filter }: TargetConsumer,
  own: readonly ReceivedEvent[],
  all: readonly ReceivedEvent[],
): Discrepancies[] {
  return all.map((event) => {
    const times = own.filter((other) => other.id === event.id).length;
    const what = `the consumer ${id}, of the event ${event.id.slice(0, 12)} of ${event.source}`;
    if (filter) return count(what, "messages", times, takes(filter, event) ? 1 : 0);
    return count(what, "messages", times, Math.min(times, 1));
  });
}

function count(whose: string, what: string, found: number, expected: number): Discrepancies {
  const sentence = `${found} ${what} instead of ${expected}: ${whose}`;
  return { missing: found < expected ? [sentence] : [], excess: found > expected ? [sentence] : [] };
}
