import { type LoggedDelivery, readLogLine } from "../../../infra/local/functions/log-line.ts";

export type FunctionLogs = ReturnType<typeof createFunctionLogs>;

/** What the functions say of themselves in their logs. */
export function createFunctionLogs() {
  const logs = {
    /** Ids of events that were sent before their delivery was answered. */
    accepted: new Set<string>(),
    /** Ids of events whose delivery met a table that failed. */
    tableFaults: new Set<string>(),
    /** Ids of events that waited in the table, and their source. */
    deferred: new Map<string, string>(),
    relayed: 0,
    /** How often a function warned of an unusable secret, and how many deliveries failed for one. */
    unusableSecrets: { warnings: 0, failures: 0 },
    /** The longest time that a delivery took, by outcome, in milliseconds. */
    slowest: new Map<string, number>(),
    /** Reads a line of the function of that name. */
    read(name: string, line: string): void {
      const output = readLogLine(line);
      // A killed process may leave half a line.
      if (output === undefined || "replay" in output) return;
      if ("relayed" in output) logs.relayed += output.relayed;
      else if ("secret" in output) logs.unusableSecrets.warnings += 1;
      else readDelivery(name, output);
    },
  };
  const readDelivery = (name: string, output: LoggedDelivery) => {
    const { outcome, code, event = "", tableFault, durationMs } = output;
    if (tableFault !== undefined) logs.tableFaults.add(event);
    if (code === "secret_unusable") logs.unusableSecrets.failures += 1;
    if (outcome === "accepted") logs.accepted.add(event);
    if (outcome === "deferred") logs.deferred.set(event, name);
    logs.slowest.set(outcome, Math.max(durationMs, logs.slowest.get(outcome) ?? 0));
  };
  return logs;
}
