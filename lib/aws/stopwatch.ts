import type { FifoQueue, IdempotencyTable } from "../receive-delivery.ts";

/** Calls of AWS whose time is measured. */
export const timedCalls = ["secret", "look", "send", "remember"] as const;
export type TimedCall = (typeof timedCalls)[number];

/** Runs a call and keeps how long it took, whether it succeeds or not. */
export type Timer = <Result>(call: TimedCall, run: () => Promise<Result>) => Promise<Result>;

export interface Stopwatch {
  readonly time: Timer;
  /** Milliseconds by call since the last time that somebody asked; a container takes one delivery at a time. */
  readonly take: () => Partial<Record<TimedCall, number>>;
}

export function createStopwatch(): Stopwatch {
  let times: Partial<Record<TimedCall, number>> = {};
  return {
    async time(call, run) {
      const startedAt = performance.now();
      try {
        return await run();
      } finally {
        times[call] = (times[call] ?? 0) + Math.round(performance.now() - startedAt);
      }
    },
    take() {
      const taken = times;
      times = {};
      return taken;
    },
  };
}

export function timeTable(table: IdempotencyTable, time: Timer): IdempotencyTable {
  return {
    look: (key, now) => time("look", () => table.look(key, now)),
    remember: (key, expiresAt) => time("remember", () => table.remember(key, expiresAt)),
  };
}

export function timeQueue(queue: FifoQueue, time: Timer): FifoQueue {
  return { send: (message) => time("send", () => queue.send(message)) };
}
