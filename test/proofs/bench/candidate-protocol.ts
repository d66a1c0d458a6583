/** What the process of a candidate is told: first of all what to load, with its first event. */
export interface Order {
  /** The handler's module. */
  readonly file?: string | undefined;
  readonly events: readonly unknown[];
}

export interface Cost {
  readonly wallMs: number;
  /** Of all threads of the process: the compiler's and the collector's as well. */
  readonly cpuMs: number;
}

/** What it says. */
export interface Outcome {
  /** Of loading, if there was something to load. */
  readonly load: Cost;
  /** Of all events together. */
  readonly handle: Cost;
  readonly statuses: readonly number[];
  /** Of the process since its start. */
  readonly peakMemoryBytes: number;
}
