import { within } from "./within.ts";

/** How long a call of a command may take, with its retries. */
export const maxCallMs = { queue: 10_000, invoke: 40_000 } as const;

export function callQueue<Result>(
  call: (options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  return within(maxCallMs.queue, call);
}

/** What to tell a person of a call that failed: AWS's name for it, or the system's. */
export function nameOfFault(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.name;
}
