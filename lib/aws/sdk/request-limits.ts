/** Milliseconds that a client waits for a connection, and for each attempt's response. */
interface RequestLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}

/** A `requestHandler` that gives a lost connection up. By default the SDK waits without end, and only warns of a late response. */
export function limitRequests(limits: RequestLimits) {
  return { ...limits, throwOnRequestTimeout: true };
}
