import { callWithin } from "../../lib/aws/sdk/call-within.ts";

type Call<Result> = (options: { readonly abortSignal: AbortSignal }) => Promise<Result>;

/** Retries included. */
export const maxCallMs = { queue: 10_000, invoke: 40_000 } as const;

/** The SDK's own limit ends with the headers, and a body may trickle forever. */
export function within<Result>(milliseconds: number, call: Call<Result>): Promise<Result> {
  return callWithin(milliseconds, () => call({ abortSignal: AbortSignal.timeout(milliseconds) }));
}

/** The error's name, from AWS or the system. */
export function nameOfFault(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
