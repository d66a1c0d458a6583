export type VirtualTime = ReturnType<typeof createVirtualTime>;

interface Planned {
  readonly atMs: number;
  /** Says whether anything came of it. */
  readonly action: () => boolean;
}

/** More actions than any simulation plans; one that gets here does not end. */
const maxActions = 20_000;

/** A clock that moves only from one planned action to the next. */
export function createVirtualTime() {
  const planned: Planned[] = [];
  let nowMs = 0;
  return {
    /** Milliseconds since the simulation began. */
    now: () => nowMs,
    /** Whether anything is planned besides the action that is taken. */
    isPlanned: () => planned.length > 0,
    after(delayMs: number, action: Planned["action"]): void {
      const atMs = nowMs + delayMs;
      // Latest first, so that the next one is taken from the end; of two at one time the older comes first.
      let place = planned.length;
      while (place > 0 && (planned[place - 1]?.atMs ?? 0) <= atMs) place -= 1;
      planned.splice(place, 0, { atMs, action });
    },
    /** Takes action after action, until none is left. */
    async run(): Promise<void> {
      for (let taken = 0; taken < maxActions; taken += 1) {
        const next = planned.pop();
        if (!next) return;
        nowMs = next.atMs;
        // Everything that waits for this goes on until it waits again.
        if (next.action()) await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error("the simulation does not end");
    },
  };
}
