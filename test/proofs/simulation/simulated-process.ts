import type { Random } from "../kit/random.ts";

export type Store = "table" | "queue";

/** The process stops before a call or after its effect. */
export interface Stop {
  readonly call: number;
  readonly moment: "before" | "after";
}

/** When the process saw the message unsent, or why it saw nothing. */
export type Check = number | "failed" | "none";

/** One sending, for the invariant about repeats. */
export interface Sending {
  readonly process: SimulatedProcess;
  readonly check: Check;
  /** False until the sender knows that the queue took it. */
  isAnswered: boolean;
}

/** One execution environment for one delivery or relay run. */
export interface SimulatedProcess {
  readonly kind: "delivery" | "relay";
  readonly stop: Stop | undefined;
  isAlive: boolean;
  calls: number;
  /** Stores that failed a call of this process. */
  readonly faults: Set<Store>;
  /** By key. */
  readonly checks: Map<string, Check>;
  /** The last signature check, which covers all later messages. */
  checkOfSigned: Check;
  /** Keys whose record got no answer. */
  readonly failedRecords: Set<string>;
}

export function createProcess(
  kind: SimulatedProcess["kind"],
  random: Random,
  stops: boolean,
): SimulatedProcess {
  const call = random.between(0, kind === "delivery" ? 4 : 10);
  const stop: Stop | undefined = stops ? { call, moment: random.pick(["before", "after"]) } : undefined;
  return {
    kind,
    stop,
    isAlive: true,
    calls: 0,
    faults: new Set(),
    checks: new Map(),
    checkOfSigned: "none",
    failedRecords: new Set(),
  };
}
