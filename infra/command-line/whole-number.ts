import { UsageError } from "./usage-error.ts";

/** Reads the value of an option that counts something. */
export function readWholeNumber(text: string, option: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new UsageError(
      `${option} has to be a whole number from ${least} to ${most}, not "${text}" (see --help)`,
    );
  return number;
}
