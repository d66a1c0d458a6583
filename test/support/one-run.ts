import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearRecords } from "./records.ts";

/** Runs once around all tests. Their temporary folder must end empty. */
export function setup(): () => void {
  clearRecords();
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-tests-"));
  process.env.TMPDIR = directory;
  // npm keeps compiled code there.
  process.env.NODE_DISABLE_COMPILE_CACHE = "1";
  return () => {
    const left = readdirSync(directory);
    rmSync(directory, { recursive: true, force: true });
    if (left.length === 0) return;
    process.stderr.write(`Tests left files in the temporary folder: ${left.join(", ")}\n`);
    process.exitCode = 1;
  };
}
