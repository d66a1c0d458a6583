import type { MessageQueue, ReceivedMessage } from "../aws-api/message-queue.ts";
import { correlationIdOf, readEvent } from "./received.ts";

type Arrival = ReturnType<typeof readArrival>;
export type Mailbox = ReturnType<typeof openMailbox>;

interface Owner {
  readonly isOwn: (message: ReceivedMessage) => boolean;
  readonly refuse: () => Error;
}

const hiddenSeconds = 60;

/** Takes the suite's own messages off a queue whenever it is asked, in order of arrival. Another's message ends it. */
export function openMailbox(queue: MessageQueue, { isOwn, refuse }: Owner) {
  const arrived = new Map<string, Arrival>();
  const byDelivery = new Map<string, readonly Arrival[]>();
  const arrivalsOf = (correlationId: string) => byDelivery.get(correlationId) ?? [];
  let receiving: Promise<number> | undefined;

  function keep(message: ReceivedMessage): void {
    // SQS may deliver one message twice.
    if (arrived.has(message.id)) return;
    const arrival = readArrival(message);
    arrived.set(message.id, arrival);
    byDelivery.set(arrival.correlationId, [...arrivalsOf(arrival.correlationId), arrival]);
  }

  async function take(isKept: boolean): Promise<number> {
    const messages = await queue.receive(isKept ? hiddenSeconds : 0);
    const own = messages.filter(isOwn);
    if (isKept) {
      own.forEach(keep);
      await queue.remove(own);
    }
    if (own.length < messages.length) {
      await queue.hide(
        messages.filter((message) => !isOwn(message)),
        0,
      );
      throw refuse();
    }
    receiving = undefined;
    return messages.length;
  }

  /** Callers share one. After a failure there is no other: each receive counts towards the dead letters. */
  const receive = () => (receiving ??= take(true));

  return {
    arrivals: () => [...arrived.values()],
    arrivalsOf,
    receive,
    /** Resolves after a receive that began from now on and found nothing. */
    async settle(): Promise<void> {
      await receiving;
      while ((await receive()) > 0);
    },
    /** Receives and never deletes, as a consumer that fails. Returns how many came. */
    fail: () => (receiving ??= take(false)),
  };
}

function readArrival({ body, groupId, attributes = {} }: ReceivedMessage) {
  const named = Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]);
  return {
    /** Of the delivery that caused it. */
    correlationId: correlationIdOf(body),
    body,
    groupId,
    /** Undefined if it is none of ours. */
    event: readEvent(body),
    /** By this process's clock. */
    arrivedAtMs: performance.now(),
    attributes: Object.fromEntries(named),
  };
}
