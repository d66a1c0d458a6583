import { setTimeout } from "node:timers/promises";

interface LoopParts<Message> {
  /** Long polling. The signal ends it. */
  readonly receive: (signal: AbortSignal) => Promise<readonly Message[]>;
  readonly handleBatch: (messages: readonly Message[]) => Promise<void>;
  readonly report: (error: unknown) => void;
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

const firstPauseMs = 500;
const maxPauseMs = 30_000;

/** A stop ends the receive or the pause, never a batch. */
export async function pollUntilStopped<Message>(
  stopping: AbortSignal,
  { receive, handleBatch, report, wait = waitByTimer }: LoopParts<Message>,
): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!stopping.aborted) {
    const messages = await receive(stopping).catch((error: unknown) => {
      // A stopped receive is no fault of SQS.
      if (!stopping.aborted) report(error);
    });
    if (messages) {
      pauseMs = firstPauseMs;
      if (messages.length > 0) await handleBatch(messages);
    } else {
      await wait(pauseMs, stopping);
      pauseMs = Math.min(2 * pauseMs, maxPauseMs);
    }
  }
}

/** An abort ends the wait early, without error. */
async function waitByTimer(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
