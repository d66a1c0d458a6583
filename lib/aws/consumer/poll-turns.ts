import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds. After a queue that did not answer it waits, each time twice as long. */
const pauseMs = { first: 500, longest: 30_000 } as const;

type Wait = (ms: number, signal: AbortSignal) => Promise<void>;
const waitByTimer: Wait = (ms, signal) => sleep(ms, undefined, { signal });

export type PollTurns = ReturnType<typeof createPollTurns>;

/** What a poller is at: one turn after the other, each of waiting for messages and of working on them. */
export function createPollTurns(stopping: AbortSignal, wait = waitByTimer) {
  const { promise: rested, resolve: rest } = Promise.withResolvers<void>();
  let at: "rest" | "queue" | "work" = "rest";
  let failures = 0;
  return {
    async begin(): Promise<void> {
      at = "queue";
      if (failures === 0) return;
      const ms = Math.min(pauseMs.first * 2 ** (failures - 1), pauseMs.longest);
      await wait(ms, stopping);
    },
    async receive(): Promise<void> {
      at = "work";
      failures = 0;
    },
    end(outcome: "done" | "failed"): void {
      at = "rest";
      if (outcome === "failed") failures += 1;
      if (stopping.aborted) rest();
    },
    isAtQueue: () => at === "queue",
    /** Resolves when the turn under way has ended, once it is to stop. */
    untilRest: () => (at === "rest" ? Promise.resolve() : rested),
  };
}
