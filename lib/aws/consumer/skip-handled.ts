import type { HandleMessage } from "../../consumer/in-order.ts";

/** More messages than return within a visibility timeout. About a megabyte. */
const maxIds = 10_000;

/**
 * Otherwise a handled message that was not deleted would run again, after later messages of its group. SQS ids are
 * unique.
 */
export function skipHandled(handle: HandleMessage): HandleMessage {
  const ids = new Set<string>();
  return async (message) => {
    const { messageId } = message;
    if (ids.has(messageId)) return "handled";
    const outcome = await handle(message);
    if (outcome === "retry" || messageId === "") return outcome;
    ids.add(messageId);
    const [oldest] = ids;
    if (oldest !== undefined && ids.size > maxIds) ids.delete(oldest);
    return outcome;
  };
}
