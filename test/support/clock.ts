export interface TestClock {
  readonly now: () => Date;
  readonly advance: (milliseconds: number) => void;
}

export function createClock(start = "2026-11-21T09:30:00.000Z"): TestClock {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    advance(milliseconds) {
      nowMs += milliseconds;
    },
  };
}
