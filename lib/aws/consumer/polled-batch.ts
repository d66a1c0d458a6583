import { setImmediate } from "node:timers/promises";
import { type HandleMessage, handleInOrder } from "../../consumer/in-order.ts";
import { deleteMessages, hideMessages, type PolledMessage, type PolledQueue } from "./polled-queue.ts";
import { skipHandled } from "./skip-handled.ts";
import { startHeartbeat } from "./visibility-heartbeat.ts";

interface BatchParts {
  readonly handle: HandleMessage;
  readonly isStopped: () => boolean;
  readonly report: (error: unknown) => void;
}

/** Handles the messages of one receive, gives back those it did not begin, and deletes those it handled. Never throws. */
export function createPolledBatch(queue: PolledQueue, { handle, isStopped, report }: BatchParts) {
  const handleMessage = yieldAfter(skipHandled(handle));
  return async (messages: readonly PolledMessage[]): Promise<void> => {
    const renew = () => hideMessages(queue, messages, queue.visibilityTimeoutSeconds);
    const { areHidden, stop } = startHeartbeat(queue.visibilityTimeoutSeconds, renew, report);
    const { handled, left } = await handleInOrder(
      messages,
      handleMessage,
      () => isStopped() || !areHidden(),
    ).finally(stop);
    if (left.length > 0 && areHidden()) await hideMessages(queue, left, 0).catch(report);
    else if (left.length > 0)
      report(new Error("the visibility timeout ended before all messages were begun"));
    if (handled.length > 0) await deleteMessages(queue, handled).catch(report);
  };
}

/** A handler that never waits would keep the timer and the responses of the heartbeat from running. */
function yieldAfter(handle: HandleMessage): HandleMessage {
  return async (message) => {
    const outcome = await handle(message);
    await setImmediate();
    return outcome;
  };
}
