export function createClock(start = "2026-11-21T09:30:00.000Z") {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    advance(milliseconds: number) {
      nowMs += milliseconds;
    },
  };
}
