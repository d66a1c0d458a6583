import type { LocalSchedule } from "../stack/topology.ts";

/** Failures are in the function's log. */
export function startSchedules(
  schedules: readonly LocalSchedule[],
  invoke: (functionId: string) => Promise<unknown>,
): () => Promise<void> {
  const timers = schedules.map(({ everyMs, functionId }) =>
    setInterval(() => invoke(functionId).catch(() => undefined), everyMs),
  );
  return async () => {
    for (const timer of timers) clearInterval(timer);
  };
}
