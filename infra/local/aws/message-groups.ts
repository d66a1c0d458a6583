import type { buildApp } from "fauxqs";
import * as v from "valibot";
import { loadFauxqsModule } from "./fauxqs-module.ts";

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>;
type SqsStore = Stores["sqsStore"];
type SqsQueue = ReturnType<SqsStore["createQueue"]>;

const isClass = (value: unknown): value is { readonly prototype: SqsStore } => typeof value === "function";
const storeModule = v.object({ SqsStore: v.custom<{ readonly prototype: SqsStore }>(isClass) });

const maxMessages = 10;
const maxSeconds = 43_200;

let patched: Promise<void> | undefined;

/**
 * Makes fauxqs deliver groups like SQS: several messages of a group, in order, none while one is in flight. fauxqs alone gives
 * one message of each group, and a returned message loses its place
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html).
 */
export function handOutGroupsAsSqs(): Promise<void> {
  patched ??= patchStore();
  return patched;
}

async function patchStore(): Promise<void> {
  const { prototype } = (await loadFauxqsModule("dist/sqs/sqsStore.js", storeModule)).SqsStore;
  const { createQueue } = prototype;
  prototype.createQueue = function createQueueOfGroups(...settings) {
    const queue = createQueue.apply(this, settings);
    if (queue.isFifo()) {
      keepOrder(queue);
      handOutGroups(queue);
    }
    return queue;
  };
}

/** A returned message regains its place. */
function keepOrder(queue: SqsQueue): void {
  const { processTimers, changeVisibility } = queue;
  queue.processTimers = () => {
    const taken = queue.inflightMessages.size;
    processTimers.call(queue);
    if (queue.inflightMessages.size < taken) for (const group of queue.fifoMessages.values()) sort(group);
  };
  queue.changeVisibility = (receiptHandle, seconds) => {
    const group = queue.inflightMessages.get(receiptHandle)?.message.messageGroupId ?? "";
    changeVisibility.call(queue, receiptHandle, seconds);
    if (seconds === 0) sort(queue.fifoMessages.get(group) ?? []);
  };
}

function handOutGroups(queue: SqsQueue): void {
  const { dequeue } = queue;
  queue.dequeue = (most, seconds = Number(queue.attributes.VisibilityTimeout), findQueue) => {
    queue.processTimers();
    const locked = queue.fifoLockedGroups;
    const messages: ReturnType<typeof dequeue> = [];
    while (messages.length < Math.min(most, maxMessages)) {
      // fauxqs takes from the first unlocked group. This batch's locks do not count yet.
      queue.fifoLockedGroups = new Map(locked);
      const [message] = dequeue.call(queue, 1, maxSeconds, findQueue);
      if (!message) break;
      messages.push(message);
    }
    queue.fifoLockedGroups = countInFlight(queue);
    const visibleAt = Date.now() + seconds * 1000;
    for (const { ReceiptHandle } of messages) {
      const taken = queue.inflightMessages.get(ReceiptHandle);
      if (taken) taken.visibilityDeadline = visibleAt;
    }
    return messages;
  };
}

function countInFlight({ inflightMessages }: SqsQueue): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { message } of inflightMessages.values()) {
    const group = message.messageGroupId ?? "";
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

type FifoMessages = SqsQueue["messages"];

/** Sequence numbers have leading zeros. */
function sort(messages: FifoMessages): void {
  messages.sort((a, b) => (Number(a.sequenceNumber) < Number(b.sequenceNumber) ? -1 : 1));
}
