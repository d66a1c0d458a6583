import { randomUUID } from "node:crypto";
import type { MessageQueue, ReceivedMessage } from "../../../infra/aws-api/message-queue.ts";
import type { Replay } from "../../../infra/replay/replay-functions.ts";
import { type ReplayResult, type Walk, walkQuarantine } from "../../../infra/replay/replay-walk.ts";
import { createClock } from "../../support/clock.ts";
import { sha256Of } from "../../unit/digests.ts";

/** `good` is understood now, `bad` is not, `foreign` belongs to others. */
export type Kind = "good" | "bad" | "foreign";

type Message = ReturnType<typeof createMessage>;

function createMessage(kind: Kind, index: number) {
  const id = sha256Of(String(index));
  const delivery = { id, source: "sample", recordedtime: `2026-11-21T09:${10 + index}:00.000Z` };
  const body = kind === "foreign" ? "hello" : JSON.stringify(delivery);
  return { id, kind, body, receiptHandle: "", hiddenUntilMs: 0 };
}

const idsOf = (messages: readonly Message[]) => messages.map(({ id }) => id);

/** SQS and the source's function. Outlives one walk. */
export function createQuarantine(kinds: readonly Kind[], pageSize = 10) {
  const clock = createClock();
  const all = kinds.map(createMessage);
  const accepted = new Set<string>();
  const onQueue = new Set(all);
  const isVisible = ({ hiddenUntilMs }: Message) => hiddenUntilMs <= clock.now().getTime();
  const hideFor = (message: Message, seconds: number) => {
    message.hiddenUntilMs = clock.now().getTime() + seconds * 1000;
  };
  // SQS takes the latest receipt handle alone.
  const forHeld = (received: readonly ReceivedMessage[], act: (message: Message) => void) => {
    const handles = received.map(({ receiptHandle }) => receiptHandle);
    const isHeld = (message: Message) => handles.includes(message.receiptHandle) && !isVisible(message);
    const held = [...onQueue].filter(isHeld);
    held.forEach(act);
    return new Set(idsOf(held));
  };
  const queue: MessageQueue = {
    async receive(seconds) {
      const page = [...onQueue].filter(isVisible).slice(0, pageSize);
      for (const message of page) {
        message.receiptHandle = randomUUID();
        hideFor(message, seconds);
      }
      return page.map(({ id, body, receiptHandle }) => ({ id, body, receiptHandle }));
    },
    remove: async (received) => forHeld(received, (message) => onQueue.delete(message)),
    hide: async (received, seconds) => forHeld(received, (message) => hideFor(message, seconds)),
    count: () => Promise.reject(new Error("a walk counts nothing")),
  };
  const replay: Replay = async (_, { quarantined, dryRun }) => {
    const { id: event, kind } = all.find(({ body }) => body === quarantined) ?? createMessage("bad", 0);
    if (kind === "bad") return { outcome: "quarantined" };
    if (dryRun) return { outcome: "understood", event };
    if (accepted.has(event)) return { outcome: "duplicate", event };
    accepted.add(event);
    return { outcome: "accepted", event };
  };
  return {
    ...{ clock, queue, replay, accepted },
    ids: (kind: Kind) => idsOf(all.filter((message) => message.kind === kind)),
    onQueue: () => idsOf([...onQueue]),
    visible: () => [...onQueue].filter(isVisible).length,
  };
}

/** Walks to the end. */
export async function walk(
  { queue, replay, clock }: ReturnType<typeof createQuarantine>,
  changes: Partial<Walk> = {},
) {
  const results: ReplayResult[] = [];
  const end = await walkQuarantine({
    ...{ queue, replay, dryRun: false, accepted: new Set<string>(), now: clock.now },
    isWanted: () => true,
    isStopped: () => false,
    onResult: (result) => results.push(result),
    ...changes,
  });
  return { end, results };
}
