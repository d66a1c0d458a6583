/**
 * Ends an AWS call when its time is over, however many attempts the SDK has left. The signal alone is not enough: the SDK
 * does not look at it while it pauses between two attempts, and a service that throttles can make that pause long.
 */
export async function within<Result>(
  milliseconds: number,
  call: (options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const abortSignal = AbortSignal.timeout(milliseconds);
  const { promise: timeIsOver, reject } = Promise.withResolvers<never>();
  const end = () => reject(abortSignal.reason);
  abortSignal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([call({ abortSignal }), timeIsOver]);
  } finally {
    abortSignal.removeEventListener("abort", end);
  }
}
