/** Replaces rules of fauxqs by those of SQS (ADR 4). `npm run types` fails if a version of fauxqs moves these files. */
import { SqsError } from "../../../node_modules/fauxqs/dist/common/errors.js";
import { SqsQueue } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { INVALID_MESSAGE_BODY_CHAR } from "../../../node_modules/fauxqs/dist/sqs/sqsTypes.js";

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestSyntax
const refused = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const maxMessages = 10;
const maxSeconds = 43_200;

// fauxqs refuses everything above U+FFFD.
INVALID_MESSAGE_BODY_CHAR.test = (text) => refused.test(text);

/**
 * SQS delivers several messages of a group, in order, and none behind one in flight. fauxqs alone gives one message of each
 * group, and a returned message loses its place
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html).
 */
const { dequeue } = SqsQueue.prototype;
SqsQueue.prototype.dequeue = function dequeueAsSqs(most, seconds, findQueue) {
  if (!this.isFifo()) return dequeue.call(this, most, seconds, findQueue);
  this.processTimers();
  // Sequence numbers have leading zeros.
  for (const group of this.fifoMessages.values())
    group.sort((a, b) => Number(a.sequenceNumber) - Number(b.sequenceNumber));
  const inFlight = groupsInFlight(this);
  const messages: ReturnType<typeof dequeue> = [];
  while (messages.length < Math.min(most, maxMessages)) {
    // fauxqs takes from the first unlocked group. This batch's locks do not count yet.
    this.fifoLockedGroups = new Map(inFlight.filter((group) => isBlocked(this, group)));
    const [message] = dequeue.call(this, 1, maxSeconds, findQueue);
    if (!message) break;
    messages.push(message);
  }
  const receiptHandles = messages.map(({ ReceiptHandle }) => ReceiptHandle);
  lockAndHide(this, receiptHandles, seconds ?? Number(this.attributes.VisibilityTimeout));
  return messages;
};

/** Each group in flight, with its first sequence number there. */
function groupsInFlight({ inflightMessages }: SqsQueue): (readonly [string, number])[] {
  const groups = Map.groupBy(inflightMessages.values(), ({ message }) => message.messageGroupId ?? "");
  return [...groups].map(([group, taken]) => {
    const numbers = taken.map(({ message }) => Number(message.sequenceNumber));
    return [group, Math.min(...numbers)];
  });
}

function isBlocked({ fifoMessages }: SqsQueue, [group, first]: readonly [string, number]): boolean {
  return Number(fifoMessages.get(group)?.[0]?.sequenceNumber) > first;
}

/** Locks each group by its messages in flight, these included. */
function lockAndHide(queue: SqsQueue, receiptHandles: readonly string[], seconds: number): void {
  const visibilityDeadline = Date.now() + seconds * 1000;
  for (const receiptHandle of receiptHandles) {
    const taken = queue.inflightMessages.get(receiptHandle);
    if (taken) taken.visibilityDeadline = visibilityDeadline;
  }
  const groups = Map.groupBy(queue.inflightMessages.values(), ({ message }) => message.messageGroupId ?? "");
  queue.fifoLockedGroups = new Map([...groups].map(([group, { length }]) => [group, length]));
}

/** By message. A consumer may have taken it again. */
const expiredReceipts = new WeakMap<object, readonly string[]>();

const { processTimers } = SqsQueue.prototype;
SqsQueue.prototype.processTimers = function processTimersAsSqs() {
  const now = Date.now();
  for (const [receiptHandle, { message, visibilityDeadline }] of this.inflightMessages) {
    if (visibilityDeadline > now) continue;
    expiredReceipts.set(message, [...(expiredReceipts.get(message) ?? []), receiptHandle]);
    // The next receive looks whether it is blocked.
    this.fifoLockedGroups.delete(message.messageGroupId ?? "");
  }
  processTimers.call(this);
};

/** A standard queue takes it. */
function isExpired(queue: SqsQueue, receiptHandle: string): boolean {
  if (!queue.isFifo()) return false;
  queue.processTimers();
  if (queue.inflightMessages.has(receiptHandle)) return false;
  const { ready, inflight } = queue.inspectMessages();
  return [...ready, ...inflight.map(({ message }) => message)].some((message) =>
    expiredReceipts.get(message)?.includes(receiptHandle),
  );
}

const { deleteMessage } = SqsQueue.prototype;
SqsQueue.prototype.deleteMessage = function deleteMessageAsSqs(receiptHandle) {
  if (isExpired(this, receiptHandle))
    throw new SqsError("InvalidParameterValue", "The receipt handle has expired.");
  return deleteMessage.call(this, receiptHandle);
};
