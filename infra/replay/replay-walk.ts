import * as v from "valibot";
import { nameOfFault } from "../aws-api/aws-calls.ts";
import type { MessageQueue, ReceivedMessage } from "../aws-api/message-queue.ts";
import { handledOutcomes, type Replay, type ReplayResponse } from "./replay-functions.ts";

const deliverySchema = v.object({
  id: v.pipe(v.string(), v.hexadecimal()),
  source: v.string(),
  recordedtime: v.pipe(v.string(), v.isoTimestamp(), v.toDate()),
});
const messageSchema = v.pipe(v.string(), v.parseJson(), deliverySchema);

/** What a person sees and filters by. The function reads the rest. */
export type QuarantinedDelivery = v.InferOutput<typeof deliverySchema>;

export interface ReplayResult {
  /** SQS's id of the message. */
  readonly messageId: string;
  /** Undefined if no function wrote the message. */
  readonly delivery: QuarantinedDelivery | undefined;
  /** `skipped`: not asked for. */
  readonly response: ReplayResponse | { readonly outcome: "skipped" };
  readonly isRemoved: boolean;
}

export interface Walk {
  readonly queue: MessageQueue;
  readonly replay: Replay;
  readonly dryRun: boolean;
  /** Altered and untimely deliveries that a person accepts. */
  readonly accepted: ReadonlySet<string>;
  readonly isWanted: (delivery: QuarantinedDelivery) => boolean;
  readonly isStopped: () => boolean;
  readonly onResult: (result: ReplayResult) => void;
  readonly now: () => Date;
}

export interface WalkEnd {
  readonly reason: "walked" | "stopped" | "failing" | "unreachable";
  /** The last failure, if failures ended the walk. */
  readonly cause?: string;
  /** Messages that SQS did not make visible again. */
  readonly leftHidden: number;
}

/** Until SQS shows messages of an ended process. */
export const hiddenSeconds = 15 * 60;

export const maxFailuresInARow = 5;

const handled: ReadonlySet<string> = new Set(handledOutcomes);

interface Progress extends Walk {
  /** Received, hidden, not removed. */
  readonly held: Map<string, ReceivedMessage>;
  readonly seen: Set<string>;
  hiddenAtMs: number;
  failuresInARow: number;
  lastFailure: string;
}

/**
 * Walks once through the quarantine queue, ten deliveries at a time. Received messages stay hidden until the end, so that it
 * meets none twice. A message is removed only after its function has handled it:
 *
 *     receive ──────▶ replay ──────▶ remove
 *             stop: visible    stop: sent, and visible again;
 *             again            the next run finds a duplicate
 *
 * At the end the rest becomes visible. After a sudden end SQS makes it visible, fifteen minutes later.
 */
export async function walkQuarantine(walk: Walk): Promise<WalkEnd> {
  const hiddenAtMs = walk.now().getTime();
  const held = new Map<string, ReceivedMessage>();
  const progress = { ...walk, held, seen: new Set<string>(), hiddenAtMs, failuresInARow: 0, lastFailure: "" };
  const end = await walkPages(progress).catch((error: unknown) => {
    return { reason: "unreachable", cause: nameOfFault(error) } as const;
  });
  const visible = await walk.queue.hide([...held.values()], 0);
  return { ...end, leftHidden: held.size - visible.size };
}

async function walkPages(progress: Progress): Promise<Omit<WalkEnd, "leftHidden">> {
  const { queue, held, seen, isStopped } = progress;
  while (!isStopped()) {
    const page = await queue.receive(hiddenSeconds);
    for (const message of page) held.set(message.id, message);
    // A second sighting means its hiding ended. Those behind it were seen too.
    if (page.length === 0 || page.some(({ id }) => seen.has(id))) return { reason: "walked" };
    for (const { id } of page) seen.add(id);
    if (isStopped()) break;
    await replayPage(page, progress);
    if (progress.failuresInARow >= maxFailuresInARow)
      return { reason: "failing", cause: progress.lastFailure };
    await keepHidden(progress);
  }
  return { reason: "stopped" };
}

/** Renews hiding at half time. SQS allows twelve hours. */
async function keepHidden(progress: Progress): Promise<void> {
  const nowMs = progress.now().getTime();
  if (nowMs - progress.hiddenAtMs < (hiddenSeconds * 1000) / 2) return;
  await progress.queue.hide([...progress.held.values()], hiddenSeconds);
  progress.hiddenAtMs = nowMs;
}

async function replayPage(page: readonly ReceivedMessage[], progress: Progress): Promise<void> {
  const { queue, held, onResult } = progress;
  const results = await Promise.all(page.map((message) => replayOne(message, progress)));
  const removable = results.filter(({ response }) => handled.has(response.outcome));
  const removed = await queue.remove(removable.map(({ message }) => message));
  for (const id of removed) held.delete(id);
  for (const { message, delivery, response } of results)
    onResult({ messageId: message.id, delivery, response, isRemoved: removed.has(message.id) });
}

async function replayOne(message: ReceivedMessage, progress: Progress) {
  const { success, output } = v.safeParse(messageSchema, message.body);
  const delivery = success ? output : undefined;
  const response = await responseFor(delivery, message.body, progress);
  if (response.outcome === "failed") {
    progress.failuresInARow += 1;
    progress.lastFailure = response.cause ?? response.code ?? "unknown";
  } else if (response.outcome !== "skipped") progress.failuresInARow = 0;
  return { message, delivery, response };
}

async function responseFor(delivery: QuarantinedDelivery | undefined, quarantined: string, walk: Walk) {
  if (!delivery) return { outcome: "unreadable" } as const;
  if (!walk.isWanted(delivery)) return { outcome: "skipped" } as const;
  const accepted = walk.accepted.has(delivery.id);
  return walk.replay(delivery.source, { quarantined, dryRun: walk.dryRun, accepted });
}
