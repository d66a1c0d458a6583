import type { HttpHandlerOptions } from "@smithy/types";

/** The end of a call, all its attempts and pauses together. No attempt begins later, even in a thawed container. */
export interface Deadline extends HttpHandlerOptions {
  /** By `performance.now()`. */
  readonly endsAtMs: number;
}

export function within(milliseconds: number): Deadline {
  return { endsAtMs: performance.now() + milliseconds };
}

/** Whole milliseconds, as timers take them: a timer with them fires at the deadline or after it. */
export function readTimeLeftMs({ endsAtMs }: Deadline): number {
  return Math.max(0, Math.ceil(endsAtMs - performance.now()));
}

/** Rejects at the deadline, whatever the promise does. */
export function settleBy<Result>(deadline: Deadline, promise: Promise<Result>): Promise<Result> {
  const { promise: timeIsOver, reject } = Promise.withResolvers<never>();
  const end = () => reject(new DOMException("the time for the call is over", "TimeoutError"));
  const leftMs = readTimeLeftMs(deadline);
  if (leftMs === 0) end();
  const timer = setTimeout(end, leftMs);
  return Promise.race([promise, timeIsOver]).finally(() => clearTimeout(timer));
}

/** A call by the SDK's client. Its own limit ends with the headers, and a body may trickle forever. */
export function callBy<Result>(
  deadline: Deadline,
  call: (options: Deadline & { readonly abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  return settleBy(deadline, call({ ...deadline, abortSignal: controller.signal })).catch((error) => {
    controller.abort();
    throw error;
  });
}
