import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/** Before a run, which would be in vain if its result could not be written. Leaves no file that was not there. */
export function checkWritable(path: string, option: string): void {
  const isNew = !existsSync(path);
  try {
    closeSync(openSync(path, "a"));
    if (isNew) rmSync(path);
  } catch {
    throw new UsageError(`${path} cannot be written to: choose another file for ${option}`);
  }
}
