import type { HttpResponse } from "@smithy/types";

/** The SDK's threshold (`AwsSdkSigV4Signer`). AWS refuses a signature that is more than five minutes off. */
const maxSkewMs = 4 * 60 * 1000;
/** A response that took longer tells no time. */
const maxCallMs = 15 * 60 * 1000;

/** When a request was signed, by the computer's clock, and what was added to that. */
interface Reading {
  readonly atMs: number;
  readonly offsetMs: number;
}

/** A service's time, read from its responses: a computer's clock can be wrong. */
export function createServiceClock() {
  let offsetMs = 0;
  return {
    read: (): Reading => ({ atMs: Date.now(), offsetMs }),
    /** True if the request's signature had a wrong time. The next has the right one. */
    correct({ headers }: HttpResponse, signed: Reading): boolean {
      const nowMs = Date.now();
      const serviceMs = Date.parse(headers.date ?? "");
      // An age means that a cache answered.
      const isUsable = headers.age === undefined && nowMs - signed.atMs <= maxCallMs;
      if (isUsable && !Number.isNaN(serviceMs)) offsetMs = serviceMs - nowMs;
      return Math.abs(offsetMs) >= maxSkewMs && offsetMs !== signed.offsetMs;
    },
  };
}
