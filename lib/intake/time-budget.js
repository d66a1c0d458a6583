/** The steps of a delivery that wait for AWS. */
export const timedSteps = ["secret", "look", "send", "remember", "park"];
/** How long each step may take, retries included. */
export const longestMs = { secret: 2000, look: 500, send: 1500, remember: 500, park: 800 };
/** What each step leaves to those behind it, however long those before it took. */
const leftOverMs = { secret: 1800, look: 1200, send: 600, remember: 0, park: 0 };
/** An answer within five seconds, for vendors that do not say how long they wait. */
const answerWithinMs = 4500;
/** What is left to the function, after its calls, to write its answer and its log. */
const farewellMs = 300;
/** When a delivery that came in at `startedAt` has to be answered, in a function that ends after `remainingMs`. */
export function answerTime(startedAt, remainingMs) {
  return new Date(startedAt.getTime() + Math.min(answerWithinMs, remainingMs - farewellMs));
}
/**
 * Shares out the time until `endsAt`. A secret that is read twice at full length, a hanging table and a hanging queue
 * still leave parking its time, and after all of them there is time for a clean 503:
 *
 *     secret 2000 + secret 700 + look 500 + send 700 + park 600 = 4500
 */
export function createTimeBudget(endsAt, now) {
  return (step) => {
    const leftMs = endsAt.getTime() - now().getTime() - leftOverMs[step];
    return Math.max(1, Math.min(longestMs[step], leftMs));
  };
}
