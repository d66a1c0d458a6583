import type { HandleMessage } from "../../consumer/consumer.ts";

/** More than come again within a visibility timeout, and about a megabyte. */
const remembered = 10_000;

/**
 * Knows the messages that were handled last. One that comes again could not be deleted: it is not handled a second time, behind
 * those that came after it, but is to be deleted. Only SQS's own id is looked at, which no two messages share.
 */
export function skipHandled(handle: HandleMessage): HandleMessage {
  const ids = new Set<string>();
  return async (message) => {
    const { messageId } = message;
    if (ids.has(messageId)) return true;
    if (!(await handle(message))) return false;
    if (messageId !== "") ids.add(messageId);
    const [oldest] = ids;
    if (oldest !== undefined && ids.size > remembered) ids.delete(oldest);
    return true;
  };
}
