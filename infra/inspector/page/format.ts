/** In UTC, as the functions' logs have it. */
export function timeOfDay(isoTimestamp: string): string {
  return isoTimestamp.slice(11, 23);
}

export function dayAndTime(isoTimestamp: string): string {
  return `${isoTimestamp.slice(0, 10)} ${timeOfDay(isoTimestamp)} UTC`;
}

/** One decimal for what is below ten. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** Like "1 item" and "3 items". */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
