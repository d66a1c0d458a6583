export type VirtualTime = ReturnType<typeof createVirtualTime>;

interface Planned {
  readonly atMs: number;
  readonly action: () => void;
}

/** No simulation plans more. Beyond this one never ends. */
const maxActions = 20_000;

/** A clock that moves only between planned actions. */
export function createVirtualTime() {
  const planned: Planned[] = [];
  let nowMs = 0;
  return {
    /** Milliseconds since the simulation began. */
    now: () => nowMs,
    /** Ignores the action in progress. */
    isPlanned: () => planned.length > 0,
    after(delayMs: number, action: Planned["action"]): void {
      const atMs = nowMs + delayMs;
      // Latest first, and at equal times the older last.
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
        next.action();
        // All waiting code runs until it waits again.
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error("the simulation does not end");
    },
  };
}
