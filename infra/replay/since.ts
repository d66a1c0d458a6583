import { InvalidArgumentError } from "commander";
import { parseDuration } from "../command-line/options.ts";

const dateTime = /^(\d{4}-\d{2}-\d{2})(?:(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)Z?)?$/;

/** A date or a date and time, in UTC, or an age such as `2h`. */
export function parseSince(text: string, now: Date): Date {
  const ago = parseDuration(text);
  if (ago !== undefined) return new Date(now.getTime() - ago);
  const [, day = "", time = "T00:00"] = dateTime.exec(text) ?? [];
  const since = new Date(`${day}${time}Z`);
  // JavaScript reads 31 February as a day in March.
  if (Number.isNaN(since.getTime()) || !since.toISOString().startsWith(day))
    throw new InvalidArgumentError("It has to be like 2026-11-21, 2026-11-21T09:30:00Z, 90m, 2h or 7d.");
  if (since > now) throw new InvalidArgumentError("It is in the future.");
  return since;
}
