import * as v from "valibot";

const deliverySchema = v.object({
  outcome: v.string(),
  code: v.optional(v.string()),
  event: v.optional(v.string()),
  tableFault: v.optional(v.string()),
  durationMs: v.number(),
});
const relaySchema = v.object({ relayed: v.number() });
const secretSchema = v.object({ secret: v.literal("unusable_version") });
const lineSchema = v.pipe(v.string(), v.parseJson(), v.union([deliverySchema, relaySchema, secretSchema]));

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
      const { success, output } = v.safeParse(lineSchema, line);
      // What a process had not written to its end when it was killed.
      if (!success) return;
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
