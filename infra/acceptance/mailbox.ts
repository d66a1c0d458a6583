import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { correlationIdOf, readEvent } from "./received.ts";

type Arrival = ReturnType<typeof readArrival>;
export type Mailbox = ReturnType<typeof openMailbox>;

const pollMs = 20;
const hiddenSeconds = 60;

interface Owner {
  readonly isOwn: (message: Message) => boolean;
  readonly refuse: (queueUrl: string) => Error;
}

/** Takes the suite's own messages off a queue, in order of arrival. Another's message ends it. */
export function openMailbox(sqs: SQSClient, QueueUrl: string, { isOwn, refuse }: Owner) {
  const arrivals: Arrival[] = [];
  const byDelivery = new Map<string, Arrival[]>();
  const taken = new Set<string>();
  const state = { isStopped: false, isPaused: false, isIdle: false, receives: 0, lastEmpty: 0 };

  function keep(messages: readonly Message[]): void {
    for (const { MessageId = "", ...message } of messages) {
      // SQS may deliver one message twice.
      if (taken.has(MessageId)) continue;
      taken.add(MessageId);
      const arrival = readArrival(message);
      arrivals.push(arrival);
      byDelivery.set(arrival.correlationId, [...(byDelivery.get(arrival.correlationId) ?? []), arrival]);
    }
  }

  async function receive(): Promise<void> {
    const number = (state.receives += 1);
    // A wait asks all servers of SQS.
    const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: hiddenSeconds };
    const named = {
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["MessageGroupId" as const],
    };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ ...input, ...named }));
    const { own = [], others = [] } = Object.groupBy(Messages, (message) =>
      isOwn(message) ? "own" : "others",
    );
    keep(own);
    if (own.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(own) }));
    // Each receive counts towards the dead letters, so there is no other.
    if (others.length > 0) {
      const Entries = entries(others).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      throw refuse(QueueUrl);
    }
    if (Messages.length === 0) state.lastEmpty = number;
  }

  async function listen(): Promise<void> {
    while (!state.isStopped) {
      state.isIdle = state.isPaused;
      await (state.isIdle ? sleep(pollMs) : receive());
    }
  }
  const listening = listen();
  listening.catch(() => undefined);
  /** A queue that cannot be read fails whoever waits for it. */
  const until = async (isReached: () => boolean) => {
    while (!isReached()) await Promise.race([sleep(pollMs), listening]);
  };

  return {
    arrivals: (): readonly Arrival[] => arrivals,
    arrivalsOf: (correlationId: string): readonly Arrival[] => byDelivery.get(correlationId) ?? [],
    /** Resolves after a receive that began from now on and found nothing. */
    async settle(): Promise<void> {
      const { receives } = state;
      await until(() => state.isStopped || state.lastEmpty > receives);
    },
    /** Leaves messages on the queue meanwhile. */
    async pause(): Promise<Disposable> {
      state.isPaused = true;
      await until(() => state.isIdle);
      return { [Symbol.dispose]: () => (state.isPaused = false) };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      state.isStopped = true;
      await listening.catch(() => undefined);
    },
  };
}

function entries(messages: readonly Message[]) {
  return messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
}

function readArrival({ Body: body = "", Attributes, MessageAttributes = {} }: Message) {
  const named = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
  return {
    /** Of the delivery that caused it. */
    correlationId: correlationIdOf(body),
    body,
    /** Undefined if it is none of ours. */
    event: readEvent(body),
    /** By this process's clock. */
    arrivedAtMs: performance.now(),
    groupId: Attributes?.MessageGroupId,
    attributes: Object.fromEntries(named),
  };
}
