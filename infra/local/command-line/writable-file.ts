import { closeSync, openSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/** Before a run, which would be in vain if its result could not be written. */
export function checkWritable(path: string, option: string): void {
  try {
    closeSync(openSync(path, "a"));
  } catch {
    throw new UsageError(`${path} cannot be written to: choose another file for ${option}`);
  }
}
