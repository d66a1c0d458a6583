/** A message in the terms of both Lambda and the poller. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** `"retry"`: SQS has to deliver the message again. */
export type HandleResult = "handled" | "retry";

/** Never throws: it reports an error itself, and returns `"retry"`. */
export type HandleMessage = (message: ReceivedMessage) => Promise<HandleResult>;

/** A message in neither list has to come again. */
export interface HandledInOrder<Message> {
  readonly handled: readonly Message[];
  /** Not begun, because of the stop. */
  readonly left: readonly Message[];
}

/**
 * Handles the messages of one batch, one after the other. A message that failed blocks the later ones of its group. It
 * blocks no other group. A message without a group blocks none.
 */
export async function handleInOrder<Message extends { readonly groupId: string | undefined }>(
  messages: readonly Message[],
  handle: (message: Message) => Promise<HandleResult>,
  isStopped: () => boolean,
): Promise<HandledInOrder<Message>> {
  const blockedGroups = new Set<string>();
  const handled: Message[] = [];
  for (const [index, message] of messages.entries()) {
    if (isStopped()) return { handled, left: messages.slice(index) };
    const { groupId } = message;
    if (groupId !== undefined && blockedGroups.has(groupId)) continue;
    const outcome = await handle(message);
    if (outcome === "handled") handled.push(message);
    else if (groupId !== undefined) blockedGroups.add(groupId);
  }
  return { handled, left: [] };
}
