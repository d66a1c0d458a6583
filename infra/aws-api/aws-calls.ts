type Call<Result> = (options: { readonly abortSignal: AbortSignal }) => Promise<Result>;

/** Retries included. */
export const maxCallMs = { queue: 10_000, invoke: 40_000 } as const;

/** The SDK's own limit ends with the headers, and a body may trickle forever. */
export async function within<Result>(milliseconds: number, call: Call<Result>): Promise<Result> {
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

/** The error's name, from AWS or the system. */
export function nameOfFault(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
