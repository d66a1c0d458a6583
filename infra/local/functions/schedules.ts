import type { LocalSchedule } from "../stack/topology.ts";

/** Calls functions as EventBridge Scheduler does. Failures are in the functions' log. */
export function startSchedules(
  schedules: readonly LocalSchedule[],
  invoke: (functionId: string) => Promise<unknown>,
): () => Promise<void> {
  const timers = schedules.map(({ everyMs, functionId }) =>
    setInterval(() => void invoke(functionId).catch(() => undefined), everyMs),
  );
  return async () => {
    for (const timer of timers) clearInterval(timer);
  };
}
