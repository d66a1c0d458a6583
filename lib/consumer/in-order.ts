/** Common to Lambda and the poller. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** `"retry"`: SQS delivers the message again. */
export type HandleResult = "handled" | "retry";

/** Never throws: reports its errors and returns `"retry"`. */
export type HandleMessage = (message: ReceivedMessage) => Promise<HandleResult>;

/** Messages in neither list are retried. */
export interface HandledInOrder<Message> {
  readonly handled: readonly Message[];
  /** Not begun before the stop. */
  readonly left: readonly Message[];
}

/**
 * Handles a batch's messages one by one. A failed message blocks the later ones of its group, but no others. Messages
 * without a group are one group.
 */
export async function handleInOrder<Message extends { readonly groupId: string | undefined }>(
  messages: readonly Message[],
  handle: (message: Message) => Promise<HandleResult>,
  isStopped: () => boolean,
): Promise<HandledInOrder<Message>> {
  const blockedGroups = new Set<string | undefined>();
  const handled: Message[] = [];
  for (const [index, message] of messages.entries()) {
    if (isStopped()) return { handled, left: messages.slice(index) };
    const { groupId } = message;
    if (blockedGroups.has(groupId)) continue;
    const outcome = await handle(message);
    if (outcome === "handled") handled.push(message);
    else blockedGroups.add(groupId);
  }
  return { handled, left: [] };
}
