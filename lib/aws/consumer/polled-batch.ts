import { setImmediate } from "node:timers/promises";
import { type HandleMessage, handleInOrder } from "../../consumer/in-order.ts";
import type { PolledMessage, PolledQueue } from "./polled-queue.ts";
import { skipHandled } from "./skip-handled.ts";
import { startHeartbeat } from "./visibility-heartbeat.ts";

interface BatchParts {
  readonly queue: PolledQueue;
  readonly visibilityTimeoutSeconds: number;
  readonly handle: HandleMessage;
  readonly isStopped: () => boolean;
  readonly report: (error: unknown) => void;
}

/** Handles a receive's messages, deletes the handled, releases the rest. Never throws. */
export function createPolledBatch({
  queue,
  visibilityTimeoutSeconds,
  handle,
  isStopped,
  report,
}: BatchParts) {
  const handleMessage = yieldAfter(skipHandled(handle));
  return async (messages: readonly PolledMessage[]): Promise<void> => {
    const hide = () => queue.hide(messages, visibilityTimeoutSeconds);
    const { areHidden, stop } = startHeartbeat(visibilityTimeoutSeconds, hide, report);
    const isToEnd = () => isStopped() || !areHidden();
    const { handled, left } = await handleInOrder(messages, handleMessage, isToEnd).finally(stop);
    if (left.length > 0 && areHidden()) await queue.hide(left, 0).catch(report);
    else if (left.length > 0)
      report(new Error("the visibility timeout ended before all messages were begun"));
    if (handled.length > 0) await queue.delete(handled).catch(report);
  };
}

/** A handler without pauses would block the heartbeat. */
function yieldAfter(handle: HandleMessage): HandleMessage {
  return async (message) => {
    const result = await handle(message);
    await setImmediate();
    return result;
  };
}
