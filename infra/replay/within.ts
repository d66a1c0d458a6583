/**
 * Ends an AWS call when its time is over, however many attempts the SDK has left and whatever it does with its signal. Its own
 * limit for an attempt ends with the answer's headers: a body that trickles in for ever would not be bounded by it.
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
