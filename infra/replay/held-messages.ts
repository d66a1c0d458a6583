import type { QuarantineQueue, ReceivedMessage } from "./quarantine-queue.ts";

/** How long a message stays hidden if whoever received it is gone. */
export const hiddenSeconds = 15 * 60;

/** Messages that a walk has received and not removed: hidden while it lasts, visible as soon as it is over. */
export interface HeldMessages {
  readonly add: (messages: readonly ReceivedMessage[]) => void;
  readonly drop: (ids: ReadonlySet<string>) => void;
  /** Keeps them hidden, if some would soon be visible. SQS ends this after twelve hours. */
  readonly extend: () => Promise<void>;
  /** How many could not be made visible; they are by themselves, after a while. */
  readonly release: () => Promise<number>;
}

interface Held {
  readonly message: ReceivedMessage;
  hiddenUntilMs: number;
}

export function createHeldMessages(queue: Pick<QuarantineQueue, "hide">, now: () => Date): HeldMessages {
  const held = new Map<string, Held>();
  const untilMs = () => now().getTime() + hiddenSeconds * 1000;
  return {
    add(messages) {
      for (const message of messages) held.set(message.id, { message, hiddenUntilMs: untilMs() });
    },
    drop(ids) {
      for (const id of ids) held.delete(id);
    },
    async extend() {
      const soonMs = now().getTime() + (hiddenSeconds * 1000) / 2;
      const due = [...held.values()].filter(({ hiddenUntilMs }) => hiddenUntilMs <= soonMs);
      const hiddenUntilMs = untilMs();
      await queue.hide(messagesOf(due), hiddenSeconds);
      for (const one of due) one.hiddenUntilMs = hiddenUntilMs;
    },
    async release() {
      const all = messagesOf([...held.values()]);
      const visible = await queue.hide(all, 0);
      return all.length - visible.size;
    },
  };
}

function messagesOf(held: readonly Held[]): ReceivedMessage[] {
  return held.map(({ message }) => message);
}
