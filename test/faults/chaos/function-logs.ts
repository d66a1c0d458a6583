import * as v from "valibot";

const deliverySchema = v.object({
  outcome: v.string(),
  event: v.optional(v.string()),
  durationMs: v.number(),
});
const redriveSchema = v.object({ redriven: v.number() });
const lineSchema = v.pipe(v.string(), v.parseJson(), v.union([deliverySchema, redriveSchema]));

/** What the functions say of themselves in their logs. */
export interface FunctionLogs {
  /** Ids of events that were sent before their delivery was answered. */
  readonly accepted: ReadonlySet<string>;
  /** Ids of events that waited in the table, and their source. */
  readonly parked: ReadonlyMap<string, string>;
  readonly redriven: () => number;
  /** The longest time that a delivery took, by outcome, in milliseconds. */
  readonly slowest: ReadonlyMap<string, number>;
  /** Reads a line of the function of that name. */
  readonly read: (name: string, line: string) => void;
}

export function createFunctionLogs(): FunctionLogs {
  const accepted = new Set<string>();
  const parked = new Map<string, string>();
  const slowest = new Map<string, number>();
  let redriven = 0;
  return {
    accepted,
    parked,
    slowest,
    redriven: () => redriven,
    read(name, line) {
      const { success, output } = v.safeParse(lineSchema, line);
      // What a process had not written to its end when it was killed.
      if (!success) return;
      if ("redriven" in output) {
        redriven += output.redriven;
        return;
      }
      const { outcome, event = "", durationMs } = output;
      if (outcome === "accepted") accepted.add(event);
      if (outcome === "parked") parked.set(event, name);
      slowest.set(outcome, Math.max(durationMs, slowest.get(outcome) ?? 0));
    },
  };
}
