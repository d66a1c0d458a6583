import { readLogLine } from "../../../infra/local/functions/log-line.ts";

export type FunctionLogs = ReturnType<typeof createFunctionLogs>;

export function createFunctionLogs() {
  const logs = {
    /** Ids that the queue took before the answer. */
    accepted: new Set<string>(),
    /** Ids whose delivery met a failed table. */
    tableFaults: new Set<string>(),
    /** Ids that waited in the table, with their source. */
    deferred: new Map<string, string>(),
    relayed: 0,
    /** Warnings of an unusable secret, and failed deliveries. */
    unusableSecrets: { warnings: 0, failures: 0 },
    /** Reads one line of the named function. */
    read(name: string, line: string): void {
      const output = readLogLine(line);
      // A killed process may leave half a line.
      if (output === undefined || "replay" in output) return;
      if ("relayed" in output) logs.relayed += output.relayed;
      else if ("secret" in output) logs.unusableSecrets.warnings += 1;
      else {
        const { outcome, code, event = "", tableFault } = output;
        if (tableFault !== undefined) logs.tableFaults.add(event);
        if (code === "secret_unusable") logs.unusableSecrets.failures += 1;
        if (outcome === "accepted") logs.accepted.add(event);
        if (outcome === "deferred") logs.deferred.set(event, name);
      }
    },
  };
  return logs;
}
