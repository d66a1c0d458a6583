import type { HandleMessage } from "../../consumer/in-order.ts";

/** More messages than can come again within a visibility timeout. Their ids take about a megabyte. */
const maxIds = 10_000;

/**
 * Skips a message that was handled and could not be deleted: it would be handled again after later ones of its group. Two
 * messages never share the id of SQS.
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
