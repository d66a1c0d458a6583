/** These wait for AWS. */
export const stepNames = ["secret", "check", "send", "record", "defer"] as const;
export type StepName = (typeof stepNames)[number];
type Milliseconds = Readonly<Record<StepName, number>>;

/** Per call, retries included. */
export const maxMs: Milliseconds = { secret: 2000, check: 500, send: 1500, record: 500, defer: 800 };

/** Reserved for later steps. */
const leftOverMs: Milliseconds = { secret: 1800, check: 1200, send: 600, record: 0, defer: 0 };

/** Responds within five seconds: some vendors publish no limit. */
const respondWithinMs = 4500;

/** To write the response and the log line. */
const reserveMs = 300;

/** Limits and times a delivery's calls. */
export interface Steps {
  /** Tells the call its time limit. */
  readonly run: <Result>(step: StepName, call: (withinMs: number) => Promise<Result>) => Promise<Result>;
  /** Total milliseconds by step. Undefined without a call. */
  readonly tookMs: Readonly<Partial<Record<StepName, number>>>;
}

/**
 * Divides a delivery's time in a function that ends after `remainingMs`. Two slow reads of the secret, a hanging table
 * and a hanging queue still leave time for the outbox, and then for a clean 503:
 *
 *     secret 2000 + secret 700 + check 500 + send 700 + defer 600 = 4500
 *
 * `clockMs` must never go back: a negative time would spoil the metrics' percentiles.
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
        // At least one millisecond: without time a call must fail, not wait forever.
        return await call(Math.max(1, Math.min(maxMs[step], leftMs)));
      } finally {
        tookMs[step] = (tookMs[step] ?? 0) + Math.round(clockMs() - startMs);
      }
    },
  };
}
