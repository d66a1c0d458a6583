/** How long a client of the SDK waits, in milliseconds, for a connection and for each attempt's answer. */
interface RequestLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}

/**
 * The `requestHandler` of a client that gives up on a lost connection, and lets go of it: by itself the SDK waits without end,
 * and of an answer that is late it only warns.
 */
export function limitRequests(limits: RequestLimits) {
  return { ...limits, throwOnRequestTimeout: true };
}
