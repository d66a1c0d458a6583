/** The steps of a delivery that wait for AWS. */
export const timedSteps = ["secret", "check", "send", "record", "defer"] as const;
export type TimedStep = (typeof timedSteps)[number];
type Milliseconds = Readonly<Record<TimedStep, number>>;

/** How long each step may take, retries included. */
export const maxMs: Milliseconds = { secret: 2000, check: 500, send: 1500, record: 500, defer: 800 };

/** What each step leaves to those behind it, however long those before it took. */
const leftOverMs: Milliseconds = { secret: 1800, check: 1200, send: 600, record: 0, defer: 0 };

/** An answer within five seconds, for vendors that do not say how long they wait. */
const respondWithinMs = 4500;

/** What is left to the function, after its calls, to write its answer and its log. */
const reserveMs = 300;

/** Runs a step and keeps how long it took, whether it succeeds or not. */
export type Timer = <Result>(step: TimedStep, run: () => Promise<Result>) => Promise<Result>;

/** How many milliseconds a step may take from now on. */
export type TimeBudget = (step: TimedStep) => number;

/** When a delivery that came in at `startedAt` has to be answered, in a function that ends after `remainingMs`. */
export function responseDeadline(startedAt: Date, remainingMs: number): Date {
  return new Date(startedAt.getTime() + Math.min(respondWithinMs, remainingMs - reserveMs));
}

/**
 * Shares out the time until `endsAt`. A secret that is read twice at full length, a hanging table and a hanging queue
 * still leave outbox its time, and after all of them there is time for a clean 503:
 *
 *     secret 2000 + secret 700 + check 500 + send 700 + defer 600 = 4500
 */
export function createTimeBudget(endsAt: Date, now: () => Date): TimeBudget {
  return (step) => {
    const leftMs = endsAt.getTime() - now().getTime() - leftOverMs[step];
    return Math.max(1, Math.min(maxMs[step], leftMs));
  };
}
