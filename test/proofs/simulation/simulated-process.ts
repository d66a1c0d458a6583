import type { Random } from "../kit/random.ts";

export type Store = "table" | "queue";

/** Where a process stops: at one of its calls, before the call is made or as soon as it took effect. */
export interface Stop {
  readonly call: number;
  readonly moment: "before" | "after";
}

/** When a process saw in the table that a message was not sent yet; or it got no answer, or did not ask. */
export type Check = number | "failed" | "none";

/** One sending of a message, for the invariant about repeats. */
export interface Sending {
  readonly process: SimulatedProcess;
  readonly check: Check;
  /** False as long as the sender does not know that the queue has the message. */
  isAnswered: boolean;
}

/** One execution environment of a function, for one delivery or one run of the relay. */
export interface SimulatedProcess {
  readonly kind: "delivery" | "relay";
  readonly stop: Stop | undefined;
  isAlive: boolean;
  calls: number;
  /** Stores that a call of this process failed on. */
  readonly faults: Set<Store>;
  /** By key. */
  readonly checks: Map<string, Check>;
  /** The last check of signatures: it is about every message that this process sends afterwards. */
  checkOfSigned: Check;
  /** Keys that it tried to record, and got no answer about. */
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
