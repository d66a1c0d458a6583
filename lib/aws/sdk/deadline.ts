/** The end of a call, all its attempts and pauses together. */
export interface Deadline {
  /** By `performance.now()`. */
  readonly endsAtMs: number;
}

export function within(milliseconds: number): Deadline {
  return { endsAtMs: performance.now() + milliseconds };
}

/** Milliseconds for an attempt. Throws if no time is left. */
export function limitBy(deadline: Deadline, attemptMs: number): number {
  const leftMs = readTimeLeftMs(deadline);
  if (leftMs === 0) throw timeIsOver();
  return Math.min(attemptMs, leftMs);
}

/** Rejects at the deadline. A result that is already there comes first. */
export function settleBy<Result>(deadline: Deadline, promise: Promise<Result>): Promise<Result> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(timeIsOver()), readTimeLeftMs(deadline));
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

/** What an SDK's client takes with a command. */
export interface ClientOptions {
  readonly abortSignal: AbortSignal;
}

/** Rejects at the deadline, and aborts. A client's own limit ends with the headers, and a body may trickle forever. */
export function callBy<Result>(
  deadline: Deadline,
  call: (options: ClientOptions) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  return settleBy(deadline, call({ abortSignal: controller.signal })).catch((error) => {
    controller.abort();
    throw error;
  });
}

/** Whole milliseconds, rounded up. */
function readTimeLeftMs({ endsAtMs }: Deadline): number {
  return Math.max(0, Math.ceil(endsAtMs - performance.now()));
}

function timeIsOver(): Error {
  return new DOMException("the time for the call is over", "TimeoutError");
}
