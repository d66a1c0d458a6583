/** In UTC, as in the functions' logs. */
export function timeOfDay(isoTimestamp: string): string {
  return isoTimestamp.slice(11, 23);
}

/** With one decimal below ten. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
