import { AsyncLocalStorage } from "node:async_hooks";

/** By `performance.now()`. */
const deadlines = new AsyncLocalStorage<number>();

/**
 * Ends a call after `withinMs`, all its attempts and pauses together. An attempt reads its own limit from
 * `readTimeLeftMs`, so none begins later, even in a thawed container.
 */
export async function callWithin<Result>(withinMs: number, run: () => Promise<Result>): Promise<Result> {
  const { promise: timeIsOver, reject } = Promise.withResolvers<never>();
  const end = () => reject(new DOMException("the time for the call is over", "TimeoutError"));
  const timer = setTimeout(end, withinMs);
  try {
    return await Promise.race([deadlines.run(performance.now() + withinMs, run), timeIsOver]);
  } finally {
    clearTimeout(timer);
  }
}

export function readTimeLeftMs(): number {
  return (deadlines.getStore() ?? Number.POSITIVE_INFINITY) - performance.now();
}
