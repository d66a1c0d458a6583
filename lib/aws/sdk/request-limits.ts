/** Milliseconds to connect, and for each attempt's response. */
interface RequestLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}

/** Gives up lost connections. The SDK's default waits forever and only warns. */
export function limitRequests(limits: RequestLimits) {
  return { ...limits, throwOnRequestTimeout: true };
}
