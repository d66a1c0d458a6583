import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Keeps a second intake from the first one's files. Returns a function that gives the directory back. */
export function claimDirectory(directory: string): () => void {
  const path = join(directory, "running.pid");
  const owner = findOwner(path);
  if (owner !== undefined)
    throw new UsageError(
      `${directory} is used by a running intake (process ${owner}): stop it, or choose another --directory`,
    );
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, String(process.pid));
  } catch {
    throw new UsageError(`${directory} cannot be written to: choose another --directory`);
  }
  return () => rmSync(path, { force: true });
}

/** Undefined if no process lives that claimed it. */
function findOwner(path: string): number | undefined {
  try {
    const owner = Number(readFileSync(path, "utf8"));
    return owner > 0 && process.kill(owner, 0) ? owner : undefined;
  } catch {
    return undefined;
  }
}
