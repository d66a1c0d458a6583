import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./usage-error.ts";

const claimFile = "running.pid";

/**
 * Stops a second intake from overwriting the first one's files. A dead process's claim is void. Returns a function that gives
 * the directory back.
 */
export function claimDirectory(directory: string): () => void {
  const path = join(directory, claimFile);
  const owner = readOwner(path);
  if (owner !== undefined && isAlive(owner)) {
    throw new UsageError(
      `${directory} is used by a running intake (process ${owner}): stop it, or choose another --directory`,
    );
  }
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, String(process.pid));
  } catch {
    throw new UsageError(`${directory} cannot be written to: choose another --directory`);
  }
  return () => rmSync(path, { force: true });
}

function readOwner(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
