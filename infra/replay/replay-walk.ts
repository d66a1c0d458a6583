import { nameOfFault } from "./aws-calls.ts";
import { createHeldMessages, type HeldMessages, hiddenSeconds } from "./held-messages.ts";
import type { QuarantineQueue, ReceivedMessage } from "./quarantine-queue.ts";
import { type QuarantinedDelivery, readQuarantinedDelivery } from "./quarantined-delivery.ts";
import type { Replay, ReplayResponse } from "./replay-functions.ts";

/** What became of one delivery. */
export interface ReplayResult {
  /** SQS's id of the message. */
  readonly messageId: string;
  /** Undefined for a message that no function wrote. */
  readonly delivery: QuarantinedDelivery | undefined;
  /** `skipped`: it was not asked for. */
  readonly response: ReplayResponse | { readonly outcome: "skipped" };
  readonly isRemoved: boolean;
}

export interface Walk {
  readonly queue: QuarantineQueue;
  readonly replay: Replay;
  readonly dryRun: boolean;
  /** Ids of altered and untimely deliveries that a person takes for the vendor's. */
  readonly accepted: ReadonlySet<string>;
  readonly isWanted: (delivery: QuarantinedDelivery) => boolean;
  readonly isStopped: () => boolean;
  readonly onResult: (result: ReplayResult) => void;
  readonly now: () => Date;
}

export interface WalkEnd {
  readonly reason: "walked" | "stopped" | "failing" | "unreachable";
  /** The last failure, if failures ended it. */
  readonly cause?: string;
  /** Messages that stay hidden for a while, because SQS did not make them visible. */
  readonly leftHidden: number;
}

/** Failures in a row after which it is no use to go on. */
export const maxFailuresInARow = 5;

/** What is not in the quarantine any more for good. */
const handled: ReadonlySet<string> = new Set(["accepted", "duplicate", "deferred"]);

interface Progress extends Walk {
  readonly held: HeldMessages;
  readonly seen: Set<string>;
  failuresInARow: number;
  lastFailure: string;
}

/**
 * Walks once through the quarantine queue, ten deliveries at a time. What it received stays hidden until it has been
 * through, so that it meets nothing twice, and is removed only after its function has taken it on:
 *
 *     receive ──────▶ replay ──────▶ remove
 *             stop: visible    stop: sent, and visible again;
 *             again            the next run finds a duplicate
 *
 * What is left is made visible at the end; after a sudden end it is by itself, fifteen minutes later.
 */
export async function walkQuarantine(walk: Walk): Promise<WalkEnd> {
  const held = createHeldMessages(walk.queue, walk.now);
  const progress: Progress = { ...walk, held, seen: new Set(), failuresInARow: 0, lastFailure: "" };
  const end = await walkPages(progress).catch((error: unknown) => ({
    reason: "unreachable" as const,
    cause: nameOfFault(error),
  }));
  return { ...end, leftHidden: await held.release() };
}

async function walkPages(progress: Progress): Promise<Omit<WalkEnd, "leftHidden">> {
  const { queue, held, seen, isStopped } = progress;
  while (!isStopped()) {
    const page = await queue.receive(hiddenSeconds);
    held.add(page);
    // A message that is there again was hidden for too long: what is behind it has been seen as well.
    if (page.length === 0 || page.some(({ id }) => seen.has(id))) return { reason: "walked" };
    for (const { id } of page) seen.add(id);
    if (isStopped()) break;
    await replayPage(page, progress);
    if (progress.failuresInARow >= maxFailuresInARow)
      return { reason: "failing", cause: progress.lastFailure };
    await held.extend();
  }
  return { reason: "stopped" };
}

async function replayPage(page: readonly ReceivedMessage[], progress: Progress): Promise<void> {
  const { queue, held, onResult } = progress;
  const results = await Promise.all(page.map((message) => replayOne(message, progress)));
  const removable = results.filter(({ response }) => handled.has(response.outcome));
  const removed = await queue.remove(removable.map(({ message }) => message));
  held.drop(removed);
  for (const { message, delivery, response } of results)
    onResult({ messageId: message.id, delivery, response, isRemoved: removed.has(message.id) });
}

async function replayOne(message: ReceivedMessage, progress: Progress) {
  const delivery = readQuarantinedDelivery(message.body);
  const response = await responseFor(delivery, message, progress);
  if (response.outcome === "failed") {
    progress.failuresInARow += 1;
    progress.lastFailure = response.cause ?? response.code ?? "unknown";
  } else if (response.outcome !== "skipped") progress.failuresInARow = 0;
  return { message, delivery, response };
}

async function responseFor(
  delivery: QuarantinedDelivery | undefined,
  { body }: ReceivedMessage,
  { replay, dryRun, accepted, isWanted }: Walk,
): Promise<ReplayResult["response"]> {
  if (!delivery) return { outcome: "unreadable" };
  if (!isWanted(delivery)) return { outcome: "skipped" };
  return replay(delivery.source, { quarantined: body, dryRun, accepted: accepted.has(delivery.id) });
}
