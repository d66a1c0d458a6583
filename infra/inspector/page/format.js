/** In UTC, as the functions' logs have it. */
export function timeOfDay(isoTimestamp) {
  return isoTimestamp.slice(11, 23);
}
export function dayAndTime(isoTimestamp) {
  return `${isoTimestamp.slice(0, 10)} ${timeOfDay(isoTimestamp)} UTC`;
}
/** One decimal for what is below ten. */
export function milliseconds(ms) {
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}
/** Like "1 item" and "3 items". */
export function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
