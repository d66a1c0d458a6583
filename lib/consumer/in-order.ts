/** Of messages that came together. What is in neither has to come again. */
export interface HandledInOrder<Message> {
  readonly handled: readonly Message[];
  /** Not begun, because it was to stop. */
  readonly left: readonly Message[];
}

/**
 * Handles messages one after the other. After one that was not handled, the others of its group have to wait for it; groups
 * know nothing of one another, and a message without a group has nobody behind it.
 */
export async function handleInOrder<Message extends { readonly groupId: string | undefined }>(
  messages: readonly Message[],
  handle: (message: Message) => Promise<boolean>,
  isStopped: () => boolean,
): Promise<HandledInOrder<Message>> {
  const failedGroups = new Set<string>();
  const handled: Message[] = [];
  for (const [index, message] of messages.entries()) {
    if (isStopped()) return { handled, left: messages.slice(index) };
    const { groupId } = message;
    if (groupId !== undefined && failedGroups.has(groupId)) continue;
    if (await handle(message)) handled.push(message);
    else if (groupId !== undefined) failedGroups.add(groupId);
  }
  return { handled, left: [] };
}
