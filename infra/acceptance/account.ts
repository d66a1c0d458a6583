import { isDeepStrictEqual } from "node:util";
import { ensure } from "./check.ts";
import type { Mailbox } from "./mailbox.ts";
import { type ReceivedEvent, takes } from "./received.ts";
import type { TargetConsumer } from "./target.ts";

export interface ConsumerMailbox extends TargetConsumer {
  readonly mailbox: Mailbox;
}

/** What the deliveries of one notification have to leave behind. */
interface Expected {
  readonly correlationId: string;
  readonly events: number;
  /** Undefined if it does not matter. */
  readonly quarantined?: number;
}

interface Queues {
  readonly consumers: readonly ConsumerMailbox[];
  readonly quarantine: Mailbox;
}

interface Patience {
  readonly patienceMs: number;
  readonly isStopped: () => boolean;
}

/** Of what was sent and what arrived. */
export function openAccount(queues: Queues, { patienceMs, isStopped }: Patience) {
  const ledger: Expected[] = [];
  const mailboxes = [queues.quarantine, ...queues.consumers.map(({ mailbox }) => mailbox)];
  /** Whatever comes first. */
  const receive = () => Promise.race(mailboxes.map((mailbox) => mailbox.receive()));
  const settle = () => Promise.all(mailboxes.map((mailbox) => mailbox.settle()));
  const compareAll = (expected: readonly Expected[]) => expected.flatMap((each) => compare(each, queues));

  async function verify(expected: readonly Expected[]): Promise<void> {
    await settle();
    const [first, ...others] = compareAll(expected);
    const more = others.length > 0 ? ` (and ${others.length} more)` : "";
    ensure(first === undefined, `${first?.sentence}${more}`);
  }

  function isDecided(expected: readonly Expected[]): boolean {
    const found = compareAll(expected);
    return found.length === 0 || found.some(({ isExcess }) => isExcess);
  }

  return {
    mailboxes,
    receive,
    /** Waits for what should arrive, and then for what should not. */
    async expect(expected: readonly Expected[]): Promise<void> {
      const endsAtMs = Date.now() + patienceMs;
      while (!isDecided(expected) && !isStopped() && Date.now() < endsAtMs) await receive();
      await verify(expected);
      ledger.push(...expected);
    },
    /** What was right once has to be right in the end. Returns how many notifications. */
    async audit(): Promise<number> {
      await verify(ledger);
      return ledger.length;
    },
  };
}

/** Compares what arrived in each queue with what should have. */
function compare({ correlationId, events, quarantined }: Expected, { consumers, quarantine }: Queues) {
  const arrived = consumers.map((consumer) => ({ consumer, own: eventsOf(consumer, correlationId) }));
  const all = new Map(arrived.flatMap(({ own }) => own.map((event) => [event.id, event])));
  const kept = quarantine.arrivalsOf(correlationId).length;
  return [
    ...count(`the delivery ${correlationId}`, "events", all.size, events),
    ...count(`the delivery ${correlationId}`, "messages in quarantine", kept, quarantined ?? kept),
    ...arrived.flatMap(({ consumer: { id, filter }, own }) =>
      [...all.values()].flatMap((event) => {
        const times = own.filter((other) => other.id === event.id).length;
        const what = `the consumer ${id}, of the event ${event.id.slice(0, 12)} of ${event.source}`;
        return count(what, "messages", times, Number(takes(filter, event)));
      }),
    ),
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

function count(whose: string, what: string, found: number, expected: number) {
  const sentence = `${found} ${what} instead of ${expected}: ${whose}`;
  return found === expected ? [] : [{ isExcess: found > expected, sentence }];
}
