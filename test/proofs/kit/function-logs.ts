import { readLogLine } from "../../../infra/local/functions/log-line.ts";

/** What the functions say of themselves in their logs. */
export interface FunctionLogs {
  /** Ids of events that were sent before their delivery was answered. */
  readonly accepted: ReadonlySet<string>;
  /** Ids of events whose delivery met a table that failed. */
  readonly tableFaults: ReadonlySet<string>;
  /** Ids of events that waited in the table, and their source. */
  readonly deferred: ReadonlyMap<string, string>;
  readonly relayed: () => number;
  /** How often a function warned of an unusable secret, and how many deliveries failed for one. */
  readonly unusableSecrets: { warnings: number; failures: number };
  /** The longest time that a delivery took, by outcome, in milliseconds. */
  readonly slowest: ReadonlyMap<string, number>;
  /** Reads a line of the function of that name. */
  readonly read: (name: string, line: string) => void;
}

export function createFunctionLogs(): FunctionLogs {
  const accepted = new Set<string>();
  const deferred = new Map<string, string>();
  const tableFaults = new Set<string>();
  const slowest = new Map<string, number>();
  const unusableSecrets = { warnings: 0, failures: 0 };
  let relayed = 0;
  return {
    accepted,
    deferred,
    tableFaults,
    slowest,
    unusableSecrets,
    relayed: () => relayed,
    read(name, line) {
      const output = readLogLine(line);
      // A killed process may leave half a line.
      if (output === undefined || "replay" in output) return;
      if ("relayed" in output) {
        relayed += output.relayed;
        return;
      }
      if ("secret" in output) {
        unusableSecrets.warnings += 1;
        return;
      }
      const { outcome, code, event = "", tableFault, durationMs } = output;
      if (tableFault !== undefined) tableFaults.add(event);
      if (code === "secret_unusable") unusableSecrets.failures += 1;
      if (outcome === "accepted") accepted.add(event);
      if (outcome === "deferred") deferred.set(event, name);
      slowest.set(outcome, Math.max(durationMs, slowest.get(outcome) ?? 0));
    },
  };
}
