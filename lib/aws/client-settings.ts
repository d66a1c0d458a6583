/**
 * What an AWS client is made with, one for each service and container; region, credentials and endpoint come from the
 * Lambda environment. The SDK's own strategy retries; `within` bounds all attempts together.
 */
export function clientSettings(attemptMs: number) {
  return {
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: Math.min(attemptMs, 400),
      requestTimeout: attemptMs,
      // Without this the SDK would only warn about a slow answer, and go on waiting for it.
      throwOnRequestTimeout: true,
    },
  };
}

/**
 * How long one attempt of a delivery's call may take, so that a lost connection leaves time for another. The queue gets
 * longer: what it takes after nobody waits any more is parked as well, and sent again.
 */
export const attemptMs = { table: 450, queue: 1000, secrets: 700 } as const;
