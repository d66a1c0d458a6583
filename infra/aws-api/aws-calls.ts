/** Retries included. */
export const maxCallMs = { queue: 10_000, invoke: 40_000 } as const;

/** The error's name, from AWS or the system. */
export function nameOfFault(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
