/** In UTC, as in the functions' logs. */
export function timeOfDay(isoTimestamp: string): string {
  return isoTimestamp.slice(11, 23);
}

export function dayAndTime(isoTimestamp: string): string {
  return `${isoTimestamp.slice(0, 10)} ${timeOfDay(isoTimestamp)} UTC`;
}

/** With one decimal below ten. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

export function count(number: number, singular: string, plural: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? singular : plural}`;
}
