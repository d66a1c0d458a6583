/** The steps of a delivery that wait for AWS. */
export const stepNames = ["secret", "check", "send", "record", "defer"] as const;
export type StepName = (typeof stepNames)[number];
type Milliseconds = Readonly<Record<StepName, number>>;

/** How long each call may take, retries included. */
export const maxMs: Milliseconds = { secret: 2000, check: 500, send: 1500, record: 500, defer: 800 };

/** What each call leaves to the steps behind it, however long the steps before it took. */
const leftOverMs: Milliseconds = { secret: 1800, check: 1200, send: 600, record: 0, defer: 0 };

/** A response within five seconds, for vendors that do not say how long they wait. */
const respondWithinMs = 4500;

/** What the function keeps, after its calls, to write the response and the log line. */
const reserveMs = 300;

/** Limits and times the calls of one delivery. */
export interface Steps {
  /** Makes one call, and tells it how long it may take. */
  readonly run: <Result>(step: StepName, call: (withinMs: number) => Promise<Result>) => Promise<Result>;
  /** Milliseconds by step, all calls of a step together. A step without a call has none. */
  readonly tookMs: Readonly<Partial<Record<StepName, number>>>;
}

/**
 * Shares out the time of a delivery in a function that ends after `remainingMs`. A secret that is read twice at full
 * length, a hanging table and a hanging queue still leave the outbox its time, and after all of them there is time for a
 * clean 503:
 *
 *     secret 2000 + secret 700 + check 500 + send 700 + defer 600 = 4500
 *
 * `clockMs` must never be set back: a negative time would cost the metrics their percentiles.
 */
export function createSteps(remainingMs: number, clockMs: () => number): Steps {
  const endsAtMs = clockMs() + Math.min(respondWithinMs, remainingMs - reserveMs);
  const tookMs: Partial<Record<StepName, number>> = {};
  return {
    tookMs,
    async run(step, call) {
      const startMs = clockMs();
      const leftMs = endsAtMs - startMs - leftOverMs[step];
      try {
        // A millisecond at least, so that a call without time fails instead of waiting for ever.
        return await call(Math.max(1, Math.min(maxMs[step], leftMs)));
      } finally {
        tookMs[step] = (tookMs[step] ?? 0) + Math.round(clockMs() - startMs);
      }
    },
  };
}
