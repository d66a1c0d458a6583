import { InvalidArgumentError } from "commander";
import { parseDuration } from "../command-line/options.ts";

const day = /^\d{4}-\d{2}-\d{2}$/;
const dateTime = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/;

/** A date, a date and time (default UTC), or an age such as `2h`. */
export function parseSince(text: string, now: Date): Date {
  const ago = parseDuration(text);
  if (ago !== undefined) return new Date(now.getTime() - ago);
  const since = readMoment(text);
  if (!since)
    throw new InvalidArgumentError("It has to be like 2026-11-21, 2026-11-21T09:30:00Z, 90m, 2h or 7d.");
  if (since > now) throw new InvalidArgumentError("It is in the future.");
  return since;
}

function readMoment(text: string): Date | undefined {
  if (day.test(text)) return existing(text, "T00:00Z");
  const [, date, zone] = dateTime.exec(text) ?? [];
  return date ? existing(date, `${text.slice(date.length)}${zone ? "" : "Z"}`) : undefined;
}

/** JavaScript reads 31 February as a day in March. */
function existing(date: string, time: string): Date | undefined {
  const midnight = new Date(`${date}T00:00Z`);
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
  const moment = new Date(`${date}${time}`);
  return isDay && !Number.isNaN(moment.getTime()) ? moment : undefined;
}
