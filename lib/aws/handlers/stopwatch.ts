import type { FifoQueue, IdempotencyTable, Outbox, SignatureTable } from "../../intake/ports.ts";
import type { TimedStep, Timer } from "../../intake/time-budget.ts";

export interface Stopwatch {
  readonly time: Timer;
  /** Milliseconds by step since the last time that somebody asked; a container takes one delivery at a time. */
  readonly take: () => Partial<Record<TimedStep, number>>;
}

export function createStopwatch(): Stopwatch {
  let times: Partial<Record<TimedStep, number>> = {};
  return {
    async time(step, run) {
      const startedAt = performance.now();
      try {
        return await run();
      } finally {
        times[step] = (times[step] ?? 0) + Math.round(performance.now() - startedAt);
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
    has: (...parameters) => time("check", () => table.has(...parameters)),
    add: (...parameters) => time("record", () => table.add(...parameters)),
  };
}

export function timeSignatures(signatures: SignatureTable, time: Timer): SignatureTable {
  return {
    find: (...parameters) => time("check", () => signatures.find(...parameters)),
    add: (...parameters) => time("record", () => signatures.add(...parameters)),
  };
}

export function timeOutbox(outbox: Outbox, time: Timer): Outbox {
  return { add: (...parameters) => time("defer", () => outbox.add(...parameters)) };
}

export function timeQueue(queue: FifoQueue, time: Timer): FifoQueue {
  return { send: (...parameters) => time("send", () => queue.send(...parameters)) };
}
