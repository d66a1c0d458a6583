import { setTimeout } from "node:timers/promises";
import { type FetchResultOptions, followResult, type Timing } from "../../lib/consumer/fetch-result.ts";
import type { ResultRequest, ResultResponse } from "../../lib/consumer/result-response.ts";

export type { Authorization, FetchResultOptions } from "../../lib/consumer/fetch-result.ts";
export { ResultError, type ResultErrorCode } from "../../lib/consumer/result-error.ts";

/**
 * `complete`: the result is there. `ended`: there will be none. `pending`: the deadline is over. `none`: the event
 * announces no result.
 */
export type FetchedResult = ResultResponse | { readonly state: "none" };

const timing: Timing = {
  now: Date.now,
  random: Math.random,
  pause: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
};

/**
 * Fetches the result that an event announces. Asks again, with growing pauses, until the result is final or the deadline is over. Throws a
 * `ResultError` if the vendor's API refuses, or does not respond in time. Needs Node 22 or later.
 *
 * @example
 * const result = await fetchResult(event, { baseUrl: "https://api.yoti.com", authorize, deadlineMs: 4000 });
 * if (result.state === "pending") throw new Error("later");
 */
export async function fetchResult(
  event: { readonly data: { readonly result: ResultRequest | null } },
  options: FetchResultOptions,
): Promise<FetchedResult> {
  const { result } = event.data;
  return result ? await followResult(result, options, timing) : { state: "none" };
}
