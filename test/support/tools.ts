import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The README asks for Node and npm alone. */
export async function isInstalled(tool: string): Promise<boolean> {
  const code = await promisify(execFile)(tool, ["--help"], { maxBuffer: 1e8 }).then(
    () => 0,
    ({ code }) => code,
  );
  // The documents' stand-ins exit with 127 for a missing tool.
  return code !== "ENOENT" && code !== 127;
}
