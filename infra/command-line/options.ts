import { readFileSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { localDirectory } from "../project.ts";
import { UsageError } from "./usage-error.ts";

export function directoryOption(about = "where the local intake writes endpoints.json"): Option {
  return new Option("--directory <path>", about).default(localDirectory, ".local");
}

export function outputsOption(): Option {
  return new Option("--outputs <file>", "a deployed intake's, as cdk deploy --outputs-file wrote it");
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
    return number;
  };
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `90m`, `2h` or `30d`, else undefined. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return unit === "m" || unit === "h" || unit === "d" ? Number(count) * unitMs[unit] : undefined;
}

/** @throws UsageError unless the file has JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readInput(path).toString("utf8"));
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path} is not JSON`);
  }
}

/** Reads a file, or standard input for `-`. */
export function readInput(path: string): Buffer {
  try {
    return readFileSync(path === "-" ? 0 : path);
  } catch {
    throw new UsageError(`${path} is missing or not readable`);
  }
}
