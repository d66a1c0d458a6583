import { setImmediate as othersTurn } from "node:timers/promises";
import type { Message } from "@aws-sdk/client-sqs";
import type { HandleMessage } from "../../consumer/consumer.ts";
import { handleInOrder } from "../../consumer/in-order.ts";
import { skipHandled } from "./skip-handled.ts";
import { hideMessages, type Queue, visibilityHeartbeat } from "./visibility-heartbeat.ts";

interface BatchQueue extends Queue {
  readonly visibilityTimeoutSeconds: number;
}

interface BatchParts {
  readonly handle: HandleMessage;
  readonly isStopped: () => boolean;
  readonly report: (error: Error) => void;
}

/** Handles messages that were received together, and returns what was handled: it is to be deleted. */
export function createPolledBatch(queue: BatchQueue, { handle, isStopped, report }: BatchParts) {
  const handleOne = yieldAfter(skipHandled(handle));
  return async (batch: Message[]): Promise<Message[]> => {
    const hide = () => hideMessages(queue, batch, queue.visibilityTimeoutSeconds);
    const { areHeld, endRenewal } = visibilityHeartbeat(queue.visibilityTimeoutSeconds, hide, report);
    const isToEnd = () => isStopped() || !areHeld();
    const result = await handleInOrder(batch.map(readMessage), handleOne, isToEnd).finally(endRenewal);
    const left = result.left.map(({ message }) => message);
    if (left.length > 0 && !areHeld())
      report(new Error("messages were held for too long to begin them: they come again"));
    // They become visible together, and those of a group in their order, whichever comes first: the queue sees to it.
    else if (left.length > 0) await hideMessages(queue, left, 0).catch(report);
    return result.handled.map(({ message }) => message);
  };
}

function readMessage(message: Message) {
  const { MessageId: messageId = "", Body: body = "", Attributes } = message;
  return { messageId, body, groupId: Attributes?.MessageGroupId, message };
}

/** A handler that never waits would keep the timers and the answers of the renewals from coming in. */
function yieldAfter(handle: HandleMessage): HandleMessage {
  return async (message) => {
    const isHandled = await handle(message);
    await othersTurn();
    return isHandled;
  };
}
